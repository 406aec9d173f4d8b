/** Where hashes, URLs and names of evaluated fetches are written in the files. It keeps places, and no file. */

import type { Location } from "../../../workflows/problem.ts";
import { hashAlgorithms, parseHash, renderSri } from "../../lib/nix/hash.ts";
import { staticString } from "../../lib/nix/syntax/literal.ts";
import type { AttributeSet, Expression, Node } from "../../lib/nix/syntax/tree.ts";
import type { Found } from "../discover.ts";
import { type Place, placesIn } from "../finding.ts";
import { nameOf } from "../hash-name.ts";
import { isPlaceholder } from "../hash-verdict.ts";
import { type NixFile, readNix } from "../nix-file.ts";
import { readSource } from "../read.ts";
import { callOfSet } from "../standing.ts";
import { knownText } from "../url.ts";
import type { EvaluatedFetch } from "./evaluated-fetch.ts";

export type Spot = Place & {
  /** The attribute set it is written in, with the call that takes it; undefined when it stands elsewhere. */
  readonly set?: Location;
  /** The name it is bound to. */
  readonly attribute: string | undefined;
};

export type LiteralIndex = {
  /** By SRI. */
  readonly hashes: ReadonlyMap<string, readonly Spot[]>;
  /** URLs, revisions and names, by their value. */
  readonly texts: ReadonlyMap<string, readonly Spot[]>;
  /** Zero hashes in any spelling, names of placeholders among them. */
  readonly placeholders: readonly Spot[];
};

type Wanted = { readonly hashes: ReadonlySet<string>; readonly texts: ReadonlySet<string> };
type Index = {
  readonly hashes: Map<string, Spot[]>;
  readonly texts: Map<string, Spot[]>;
  readonly placeholders: Spot[];
};

export function indexLiterals(files: readonly Found[], fetches: readonly EvaluatedFetch[]): LiteralIndex {
  const wanted: Wanted = {
    hashes: new Set(fetches.map(({ hash }) => renderSri(hash))),
    texts: new Set(fetches.flatMap(({ urls, rev, tag, name }) => [...urls, name, rev ?? "", tag ?? ""])),
  };
  const index: Index = { hashes: new Map(), texts: new Map(), placeholders: [] };
  for (const found of files) {
    const source = found.file.endsWith(".nix") ? readSource(found) : undefined;
    if (source !== undefined && "text" in source) indexFile(readNix(source), wanted, index);
  }
  return index;
}

function indexFile(file: NixFile, wanted: Wanted, index: Index): void {
  const place = placesIn(file);
  for (const kind of ["string", "indented-string", "uri"] as const) {
    for (const node of file.all(kind)) {
      const hash = hashAmong(staticString(file.tree, node), wanted.hashes);
      if (hash !== undefined) push(index.hashes, hash, spotOf(file, node, place));
      const text = textAmong(file, node, wanted.texts);
      if (text !== undefined) push(index.texts, text, spotOf(file, node, place));
    }
  }
  for (const site of file.hashes)
    if (!site.shown && isPlaceholder(site)) index.placeholders.push(spotOf(file, site.node, place));
}

/** The same decoded bytes, whatever the spelling. */
function hashAmong(text: string | undefined, wanted: Wanted["hashes"]): string | undefined {
  if (text === undefined || text.length < 22 || text.length > 140) return undefined;
  for (const algorithm of hashAlgorithms) {
    const hash = parseHash(text, algorithm);
    const sri = hash && renderSri(hash);
    if (sri !== undefined && wanted.has(sri)) return sri;
  }
  return undefined;
}

/** What the text comes to, with interpolations as far as the file decides them; open parts may be anything. */
function textAmong(file: NixFile, node: Expression, wanted: Wanted["texts"]): string | undefined {
  const text = staticString(file.tree, node);
  if (text !== undefined) return text !== "" && wanted.has(text) ? text : undefined;
  if (!/:\/\//.test(file.text.slice(node.start, node.end))) return undefined;
  const known = knownText(file.scopes, node);
  if (!known.includes("\u0000")) return wanted.has(known) ? known : undefined;
  const parts = known.split("\u0000");
  if (parts.join("").length < 12) return undefined;
  const matching = [...wanted].filter((candidate) => matches(parts, candidate));
  return matching.length === 1 ? matching[0] : undefined;
}

function matches(parts: readonly string[], text: string): boolean {
  const last = parts.at(-1) ?? "";
  if (!text.startsWith(parts[0] ?? "") || !text.endsWith(last)) return false;
  let at = 0;
  for (const part of parts.slice(0, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= text.length;
}

function spotOf(file: NixFile, node: Node, place: ReturnType<typeof placesIn>): Spot {
  const { holder, set } = holderOf(node);
  const whole = set && (callOfSet(set) ?? set);
  return {
    ...place(node.start, node.end),
    ...(whole === undefined ? {} : { set: place(whole.start, whole.end).where }),
    attribute: holder?.kind === "binding" ? nameOf(file.scopes, holder) : undefined,
  };
}

/** The binding a text is written in, through parentheses, lists and operators: `args.hash or "…"`, `[ "…" ]`. */
function holderOf(node: Node): { readonly holder?: Node; readonly set?: AttributeSet } {
  let inner = node;
  for (let outer = node.parent; outer !== undefined; inner = outer, outer = outer.parent) {
    if (outer.kind === "binding")
      return outer.parent?.kind === "attribute-set"
        ? { holder: outer, set: outer.parent }
        : { holder: outer };
    if (!["parenthesized", "list", "select", "binary", "if"].includes(outer.kind)) return {};
  }
  return inner.kind === "binding" ? { holder: inner } : {};
}

function push(map: Map<string, Spot[]>, key: string, spot: Spot): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [spot]);
  else known.push(spot);
}
