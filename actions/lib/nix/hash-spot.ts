/** Where a hash is written in one file, Nix or JSON: by its decoded bytes, by the name of a placeholder, or as an empty hash. */

import { encodeBase32, type Hash, parseHash } from "./hash.ts";
import { isHashName, placeholderNames } from "./hash-names.ts";
import { attributeName, staticString } from "./syntax/literal.ts";
import { parse } from "./syntax/parser.ts";
import { type Node, type Tree, walk } from "./syntax/tree.ts";

/** Offsets are UTF-16 units into the text, ends are exclusive. */
export type HashSpot = {
  readonly start: number;
  readonly end: number;
  /** The attribute or key it is bound to. */
  readonly name: string | undefined;
  /** Text of the innermost set it stands in: what else is known of the same fetch. */
  readonly around: string;
};

/** Every place of the hash; a hash of zeros is also any placeholder. Reads nothing else into the text. */
export function findHashSpots(file: string, text: string, hash: Hash): readonly HashSpot[] {
  if (!spellings(hash).some((spelling) => text.includes(spelling))) return [];
  return file.endsWith(".json") ? spotsInJson(text, hash) : spotsInNix(parse(text), hash);
}

/** What one of must be in a file that has the hash, so that the others need not be parsed. */
function spellings(hash: Hash): readonly string[] {
  const bytes = Buffer.from(hash.bytes);
  const spelled = [bytes.toString("base64").replace(/=+$/, ""), encodeBase32(bytes), bytes.toString("hex")];
  return isZero(hash) ? [...spelled, ...placeholderNames, '""', "''"] : spelled;
}

function spotsInNix(tree: Tree, hash: Hash): readonly HashSpot[] {
  return [...walk(tree)]
    .filter((node) => isHashAt(tree, node, hash))
    .map((node) => {
      const { start, end } = node;
      return { start, end, name: boundName(tree, node), around: surroundings(tree, node) };
    });
}

function isHashAt(tree: Tree, node: Node, hash: Hash): boolean {
  if (node.kind === "string" || node.kind === "indented-string") {
    const text = staticString(tree, node);
    if (text === "") return isZero(hash) && isHashName(boundName(tree, node) ?? "");
    return text !== undefined && isSame(parseHash(text, hash.algorithm), hash);
  }
  if (!isZero(hash)) return false;
  if (node.kind === "identifier") return node.parent?.kind !== "select" && placeholderNames.has(node.name);
  const last = node.kind === "select" ? node.path.at(-1) : undefined;
  return last !== undefined && placeholderNames.has(attributeName(tree, last) ?? "");
}

function boundName(tree: Tree, node: Node): string | undefined {
  const binding = ancestor(node, "binding");
  const last = binding?.kind === "binding" ? binding.path.at(-1) : undefined;
  return last && attributeName(tree, last);
}

function surroundings(tree: Tree, node: Node): string {
  const { start, end } = ancestor(node, "attribute-set") ?? tree.root;
  return tree.text.slice(start, end);
}

function ancestor(node: Node, kind: Node["kind"]): Node | undefined {
  let outer = node.parent;
  while (outer !== undefined && outer.kind !== kind) outer = outer.parent;
  return outer;
}

/** Keys and strings as they are written: sources of packages hold no braces in strings. */
function spotsInJson(text: string, hash: Hash): readonly HashSpot[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?/g)].flatMap((match) => {
    if (match[2] !== undefined || !isSame(parseHash(match[1] ?? "", hash.algorithm), hash)) return [];
    const start = match.index;
    const name = /"([^"]*)"\s*:\s*$/.exec(text.slice(0, start))?.[1];
    const open = text.lastIndexOf("{", start);
    const close = text.indexOf("}", start);
    const around = text.slice(open + 1, close < 0 ? text.length : close);
    return [{ start, end: start + match[0].length, name, around }];
  });
}

function isSame(a: Hash | undefined, b: Hash): boolean {
  return a?.algorithm === b.algorithm && Buffer.compare(a.bytes, b.bytes) === 0;
}

function isZero({ bytes }: Hash): boolean {
  return bytes.every((byte) => byte === 0);
}
