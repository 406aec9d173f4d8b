/** One Nix file as the rules read it: parsed once, its nodes sorted by kind in one walk, its hashes and fetches found once. */

import type { Fault } from "../lib/nix/syntax/fault.ts";
import { parse } from "../lib/nix/syntax/parser.ts";
import { resolve, type Scopes } from "../lib/nix/syntax/scope.ts";
import type { Node, NodeKind, NodeOf, Tree } from "../lib/nix/syntax/tree.ts";
import { findFaults } from "../lib/nix/syntax/validity.ts";
import { type Fetch, findFetches } from "./fetch.ts";
import type { Source } from "./finding.ts";
import { findHashes, type HashSite } from "./hash-site.ts";

export type NixFile = Source & {
  readonly tree: Tree;
  readonly scopes: Scopes;
  /** All nodes of a kind, in source order. */
  readonly all: <Kind extends NodeKind>(kind: Kind) => readonly NodeOf<Kind>[];
  readonly faults: readonly Fault[];
  readonly fetches: readonly Fetch[];
  readonly hashes: readonly HashSite[];
};

export function readNix(source: Source): NixFile {
  const tree = parse(source.text);
  const scopes = resolve(tree);
  const syntax = { ...source, tree, scopes, all: indexOf(tree.nodes) };
  const fetches = mayFetch(source.text) ? findFetches(syntax) : [];
  const hashes = mayHash(source.text) ? findHashes(syntax, fetches) : [];
  return { ...syntax, faults: findFaults(scopes), fetches, hashes };
}

/** Every fetcher has it in its name, and every table of a source has a hash. */
function mayFetch(text: string): boolean {
  return text.includes("fetch") || mayHash(text);
}

/** Every name of a hash, and every SRI text, has one of them. */
function mayHash(text: string): boolean {
  return /hash|sha1|sha256|sha512|md5|fake/i.test(text);
}

/** The one walk: nodes by kind, when the first rule asks. */
function indexOf(nodes: readonly Node[]): NixFile["all"] {
  let byKind: ReadonlyMap<NodeKind, readonly Node[]> | undefined;
  return <Kind extends NodeKind>(kind: Kind) => {
    byKind ??= sortByKind(nodes);
    return (byKind.get(kind) ?? []) as readonly NodeOf<Kind>[];
  };
}

function sortByKind(nodes: readonly Node[]): ReadonlyMap<NodeKind, readonly Node[]> {
  const byKind = new Map<NodeKind, Node[]>();
  for (const node of nodes) {
    const known = byKind.get(node.kind);
    if (known === undefined) byKind.set(node.kind, [node]);
    else known.push(node);
  }
  return byKind;
}
