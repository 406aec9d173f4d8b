/** Indented strings: their escapes, and the indentation Nix takes away. The steps are those of its parser. */

import { unit } from "./character.ts";
import { escapeLength } from "./lexer-string.ts";
import type { Expression, IndentedString } from "./tree.ts";

/** `literal` is text as written, whose spaces count as indentation; escapes and interpolations end it. */
type Piece = { readonly text: string; readonly literal: boolean } | Expression;

/** Decoded texts and interpolated expressions, empty texts left out. */
export function indentedParts(text: string, node: IndentedString): readonly (string | Expression)[] {
  return strip(cut(text, node));
}

function cut(text: string, node: IndentedString): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = contentStart(text, node);
  for (const interpolation of node.interpolations) {
    cutText(text.slice(start, interpolation.start), pieces);
    pieces.push(interpolation.expression);
    start = interpolation.end;
  }
  const closed = node.end - start >= 2 && text.slice(node.end - 2, node.end) === "''";
  cutText(text.slice(start, closed ? node.end - 2 : node.end), pieces);
  return pieces;
}

/** The rest of the first line is no part of the string when it is only spaces. */
function contentStart(text: string, node: IndentedString): number {
  let start = node.start + 2;
  while (text.charCodeAt(start) === unit.space) start++;
  return text.charCodeAt(start) === unit.newline ? start + 1 : node.start + 2;
}

function cutText(text: string, pieces: Piece[]): void {
  let start = 0;
  let at = 0;
  while (at < text.length) {
    const escaped = escapeAt(text, at);
    if (escaped === undefined) {
      at += text.charCodeAt(at) === unit.dollar && text.charCodeAt(at + 1) === unit.dollar ? 2 : 1;
      continue;
    }
    if (at > start) pieces.push({ text: text.slice(start, at), literal: true });
    pieces.push({ text: escaped.value, literal: false });
    at += escaped.length;
    start = at;
  }
  if (text.length > start) pieces.push({ text: text.slice(start), literal: true });
}

type Escape = { readonly value: string; readonly length: number };

/** `''$`, `'''`, `''\x`; and a `$` before `'` or a `'` before `$`, which Nix cuts out alone. */
function escapeAt(text: string, at: number): Escape | undefined {
  const c = text.charCodeAt(at);
  if (c !== unit.apostrophe && c !== unit.dollar) return undefined;
  const following = text.charCodeAt(at + 1);
  const atEnd = at + 1 >= text.length;
  if (c === unit.dollar)
    return atEnd || following === unit.apostrophe ? { value: "$", length: 1 } : undefined;
  if (following !== unit.apostrophe) {
    return atEnd || following === unit.dollar ? { value: "'", length: 1 } : undefined;
  }
  const length = escapeLength(text, at);
  if (length === 3) return { value: text.charCodeAt(at + 2) === unit.dollar ? "$" : "''", length };
  if (length === 4) return { value: unescapeOne(text.charAt(at + 3)), length };
  return undefined;
}

function unescapeOne(character: string): string {
  return character === "n" ? "\n" : character === "r" ? "\r" : character === "t" ? "\t" : character;
}

function isText(piece: Piece): piece is { readonly text: string; readonly literal: boolean } {
  return "literal" in piece;
}

/** The fewest spaces before anything on a line. A line of spaces only does not count. */
function leastIndentation(pieces: readonly Piece[]): number {
  let least = Number.POSITIVE_INFINITY;
  let current = 0;
  let atLineStart = true;
  for (const piece of pieces) {
    if (!isText(piece) || !piece.literal) {
      if (atLineStart) least = Math.min(least, current);
      atLineStart = false;
      continue;
    }
    for (let at = 0; at < piece.text.length; at++) {
      const c = piece.text.charCodeAt(at);
      if (c === unit.newline) {
        atLineStart = true;
        current = 0;
      } else if (atLineStart && c === unit.space) current++;
      else if (atLineStart) {
        atLineStart = false;
        least = Math.min(least, current);
      }
    }
  }
  return least;
}

function strip(pieces: readonly Piece[]): readonly (string | Expression)[] {
  const least = leastIndentation(pieces);
  const parts: (string | Expression)[] = [];
  let line: Line = { atStart: true, dropped: 0 };
  pieces.forEach((piece, place) => {
    if (!isText(piece)) {
      line = { atStart: false, dropped: 0 };
      parts.push(piece);
      return;
    }
    const stripped = stripText(piece.text, least, line);
    line = stripped.line;
    const value = place === pieces.length - 1 ? withoutLastIndentation(stripped.value) : stripped.value;
    if (value !== "") parts.push(value);
  });
  return parts;
}

type Line = { readonly atStart: boolean; readonly dropped: number };

/** Takes up to `least` spaces from the start of every line; `line` says where the text begins. */
function stripText(text: string, least: number, line: Line): { readonly value: string; readonly line: Line } {
  let { atStart, dropped } = line;
  let value = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (atStart && c === unit.space) {
      if (dropped++ < least) {
        value += text.slice(from, at);
        from = at + 1;
      }
    } else if (c === unit.newline) {
      if (atStart) dropped = 0;
      atStart = true;
    } else if (atStart) {
      atStart = false;
      dropped = 0;
    }
  }
  return { value: value + text.slice(from), line: { atStart, dropped } };
}

/** The closing quotes' own indentation. */
function withoutLastIndentation(value: string): string {
  const lastLine = value.lastIndexOf("\n") + 1;
  return lastLine > 0 && /^ *$/.test(value.slice(lastLine)) ? value.slice(0, lastLine) : value;
}
