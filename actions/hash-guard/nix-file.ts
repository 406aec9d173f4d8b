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
  const byKind = sortByKind(tree.nodes);
  const all = <Kind extends NodeKind>(kind: Kind): readonly NodeOf<Kind>[] =>
    (byKind.get(kind) ?? []) as readonly NodeOf<Kind>[];
  const syntax = { ...source, tree, scopes, all };
  const fetches = findFetches(syntax);
  return { ...syntax, faults: findFaults(scopes), fetches, hashes: findHashes(syntax, fetches) };
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
