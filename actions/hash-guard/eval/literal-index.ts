/** Where hashes, URLs and names of evaluated fetches are written in the files. It keeps places, and no file. */

import type { Location } from "../../../workflows/problem.ts";
import { hashAlgorithms, parseHash, renderSri } from "../../lib/nix/hash.ts";
import { staticString } from "../../lib/nix/syntax/literal.ts";
import type { AttributeSet, Binding, Expression, Node } from "../../lib/nix/syntax/tree.ts";
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
  /** It stands behind `or` or `?`: a caller that gives its own never sees it. */
  readonly isDefault: boolean;
};

export type LiteralIndex = {
  /** By SRI. */
  readonly hashes: ReadonlyMap<string, readonly Spot[]>;
  /** URLs, revisions and names, by their value. */
  readonly texts: ReadonlyMap<string, readonly Spot[]>;
  /** URLs with open parts, by the one URL they can become: perhaps a library's way to write all of them. */
  readonly templates: ReadonlyMap<string, readonly Spot[]>;
  /** Zero hashes in any spelling, names of placeholders among them. */
  readonly placeholders: readonly Spot[];
};

type Wanted = { readonly hashes: ReadonlySet<string>; readonly texts: ReadonlySet<string> };
type Index = {
  readonly hashes: Map<string, Spot[]>;
  readonly texts: Map<string, Spot[]>;
  readonly templates: Map<string, Spot[]>;
  readonly placeholders: Spot[];
};

export function indexLiterals(files: readonly Found[], fetches: readonly EvaluatedFetch[]): LiteralIndex {
  const wanted: Wanted = {
    hashes: new Set(fetches.map(({ hash }) => renderSri(hash))),
    texts: new Set(fetches.flatMap(({ urls, rev, tag, name }) => [...urls, name, rev ?? "", tag ?? ""])),
  };
  const index: Index = { hashes: new Map(), texts: new Map(), templates: new Map(), placeholders: [] };
  for (const found of files) {
    const source = found.file.endsWith(".nix") ? readSource(found) : undefined;
    if (source !== undefined && "text" in source) indexFile(readNix(source), wanted, index);
  }
  return index;
}

function indexFile(file: NixFile, wanted: Wanted, index: Index): void {
  const place = placesIn(file);
  for (const kind of ["string", "indented-string", "uri"] as const)
    for (const node of file.all(kind)) indexText(file, node, wanted, index, place);
  for (const site of file.hashes) {
    if (!isPlaceholder(site)) continue;
    index.placeholders.push({ ...spotOf(file, site.node, place), isDefault: site.role === "default" });
  }
}

function indexText(
  file: NixFile,
  node: Expression,
  { hashes, texts }: Wanted,
  index: Index,
  place: ReturnType<typeof placesIn>,
): void {
  const text = staticString(file.tree, node);
  const hash = hashAmong(text, hashes);
  if (hash !== undefined) push(index.hashes, hash, spotOf(file, node, place));
  const known = text ?? (isUrl(file, node) ? knownText(file.scopes, node) : "");
  if (known.includes("\u0000")) {
    const url = onlyMatch(known.split("\u0000"), texts);
    if (url !== undefined) push(index.templates, url, spotOf(file, node, place));
  } else if (known !== "" && texts.has(known)) push(index.texts, known, spotOf(file, node, place));
}

function isUrl(file: NixFile, node: Expression): boolean {
  return file.text.slice(node.start, node.end).includes("://");
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

/** Letters of a template that are known: fewer fit anything. */
const fewest = 12;

function onlyMatch(parts: readonly string[], texts: ReadonlySet<string>): string | undefined {
  if (parts.join("").length < fewest) return undefined;
  const matching = [...texts].filter((candidate) => matches(parts, candidate));
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
  const { holder, set, isDefault } = holderOf(node);
  const whole = set && (callOfSet(set) ?? set);
  return {
    ...place(node.start, node.end),
    ...(whole === undefined ? {} : { set: place(whole.start, whole.end).where }),
    attribute: holder && nameOf(file.scopes, holder),
    isDefault,
  };
}

type Holding = { readonly holder?: Binding; readonly set?: AttributeSet; readonly isDefault: boolean };

/** The binding a text is written in, through parentheses, lists and operators: `args.hash or "…"`, `[ "…" ]`. */
function holderOf(node: Node): Holding {
  let isDefault = node.parent?.kind === "formal";
  for (let inner = node, outer = node.parent; outer !== undefined; inner = outer, outer = outer.parent) {
    if (outer.kind === "binding") {
      const set = outer.parent?.kind === "attribute-set" ? { set: outer.parent } : {};
      return { holder: outer, ...set, isDefault };
    }
    if (!passes.has(outer.kind)) return { isDefault };
    if (outer.kind === "select" && outer.default === inner) isDefault = true;
  }
  return { isDefault };
}

const passes: ReadonlySet<Node["kind"]> = new Set(["parenthesized", "list", "select", "binary", "if"]);

function push(map: Map<string, Spot[]>, key: string, spot: Spot): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [spot]);
  else known.push(spot);
}
