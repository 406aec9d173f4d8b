/** Values of literals: strings with their escapes and indentation, attribute names, numbers. It evaluates no expression. */

import { indentedParts } from "./indented.ts";
import { peel } from "./parenthesized.ts";
import type {
  AttributeName,
  Expression,
  Float,
  IndentedString,
  Integer,
  Node,
  StringLiteral,
  Tree,
} from "./tree.ts";

/** Decoded text, or the expression of an interpolation. */
export type StringPart = string | Expression;

/** The parts of a string as Nix joins them: escapes and indentation resolved, empty texts left out. */
export function stringParts(tree: Tree, node: StringLiteral | IndentedString): readonly StringPart[] {
  if (node.kind === "indented-string") return indentedParts(tree.text, node);
  const parts: StringPart[] = [];
  let start = node.start + 1;
  for (const { start: end, end: after, expression } of node.interpolations) {
    if (end > start) parts.push(unescapeText(tree.text.slice(start, end)));
    parts.push(expression);
    start = after;
  }
  const end = contentEnd(tree, node);
  if (end > start) parts.push(unescapeText(tree.text.slice(start, end)));
  return parts;
}

/** The value of a string, indented string or URI that has no interpolation. Parentheses do not hide it. */
export function staticString(tree: Tree, node: Node): string | undefined {
  const inner = node.kind === "parenthesized" ? peel(node) : node;
  if (inner.kind === "uri") return tree.text.slice(inner.start, inner.end);
  if (inner.kind === "string" || inner.kind === "indented-string") {
    if (inner.interpolations.length > 0) return undefined;
    return stringParts(tree, inner).join("");
  }
  return undefined;
}

/** The name when the parser knows it: `a`, `"a"`, `${"a"}`. Undefined for what Nix calls a dynamic attribute. */
export function attributeName(tree: Tree, name: AttributeName): string | undefined {
  if (name.kind === "name") return name.name;
  if (name.kind === "string") return staticString(tree, name);
  if (name.kind === "error") return undefined;
  let inner = peel(name.expression);
  // For Nix an indented string of nothing but one interpolated string is that string.
  while (inner.kind === "indented-string" && inner.interpolations.length > 0) {
    const [part, ...more] = stringParts(tree, inner);
    if (part === undefined || typeof part === "string" || more.length > 0) return undefined;
    inner = peel(part);
  }
  return staticString(tree, inner);
}

/** `a."b".${c} = …` gives `["a", "b", undefined]`. */
export function attributePath(
  tree: Tree,
  { path }: { readonly path: readonly AttributeName[] },
): readonly (string | undefined)[] {
  return path.map((name) => attributeName(tree, name));
}

export function integerValue(tree: Tree, node: Integer): bigint {
  return BigInt(tree.text.slice(node.start, node.end));
}

export function floatValue(tree: Tree, node: Float): number {
  return Number(tree.text.slice(node.start, node.end));
}

/** A `"…"` literal of that value. */
export function renderString(value: string): string {
  return `"${value.replace(/["\\\n\r\t]|\$(?=\{)/g, (character) => escapes.get(character) ?? `\\${character}`)}"`;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** An unclosed string ends with its text. */
function contentEnd({ text }: Tree, { start, end, interpolations }: StringLiteral): number {
  const least = interpolations.at(-1)?.end ?? start + 1;
  return end > least && text.charAt(end - 1) === '"' ? end - 1 : end;
}

/** Escapes of `"…"`; Nix reads CR and CR LF in it as LF. */
function unescapeText(text: string): string {
  return text.replace(/\\([\s\S])|\r\n?/g, (_, character: string | undefined) => {
    if (character === undefined) return "\n";
    return character === "n" ? "\n" : character === "r" ? "\r" : character === "t" ? "\t" : character;
  });
}
