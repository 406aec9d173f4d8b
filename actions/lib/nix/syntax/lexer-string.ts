/** The text of strings: where it ends, and which `$`, `'` and `\` belong to it. It decodes nothing; literal.ts does. */

import { unit } from "./character.ts";
import { type Lexer, mode, refuseToken } from "./lexer-state.ts";
import { addToken, token } from "./token.ts";

/** At an opening quote in code: the whole string, or its opening when it has interpolations or no end. */
export function lexString(lexer: Lexer): void {
  const start = lexer.at;
  const end = scanString(lexer, start + 1);
  if (lexer.text.charCodeAt(end) === unit.quote) {
    addToken(lexer.tokens, token.string, start, end + 1);
    lexer.at = end + 1;
    return;
  }
  addToken(lexer.tokens, token.stringOpen, start, start + 1);
  lexer.modes.push(mode.string);
  addText(lexer, token.stringText, start + 1, end);
}

/** In a string, after an interpolation or its opening: text, the next interpolation, or the end. */
export function lexStringRest(lexer: Lexer): void {
  const { text, at } = lexer;
  if (text.charCodeAt(at) === unit.quote) {
    addToken(lexer.tokens, token.stringClose, at, at + 1);
    lexer.modes.pop();
    lexer.at = at + 1;
  } else if (opensInterpolation(text, at)) openInterpolation(lexer);
  else addText(lexer, token.stringText, at, scanString(lexer, at));
}

/** At `''` in code. */
export function lexIndented(lexer: Lexer): void {
  const start = lexer.at;
  const end = scanIndented(lexer, start + 2);
  if (closesIndented(lexer.text, end)) {
    addToken(lexer.tokens, token.indentedString, start, end + 2);
    lexer.at = end + 2;
    return;
  }
  addToken(lexer.tokens, token.indentedOpen, start, start + 2);
  lexer.modes.push(mode.indented);
  addText(lexer, token.indentedText, start + 2, end);
}

export function lexIndentedRest(lexer: Lexer): void {
  const { text, at } = lexer;
  if (opensInterpolation(text, at)) {
    openInterpolation(lexer);
    return;
  }
  const end = scanIndented(lexer, at);
  if (end > at) {
    addText(lexer, token.indentedText, at, end);
    return;
  }
  addToken(lexer.tokens, token.indentedClose, at, at + 2);
  lexer.modes.pop();
  lexer.at = at + 2;
}

export function opensInterpolation(text: string, at: number): boolean {
  return text.charCodeAt(at) === unit.dollar && text.charCodeAt(at + 1) === unit.braceOpen;
}

export function openInterpolation(lexer: Lexer): void {
  addToken(lexer.tokens, token.interpolationOpen, lexer.at, lexer.at + 2);
  lexer.modes.push(mode.code);
  lexer.at += 2;
}

/** The place of the closing quote or of `${`, or the end of the text. */
function scanString(lexer: Lexer, from: number): number {
  const { text } = lexer;
  const { length } = text;
  let at = from;
  for (; at < length; at++) {
    const c = text.charCodeAt(at);
    if (c === unit.quote) return at;
    if (c === unit.backslash) at++;
    else if (c === unit.dollar) {
      const next = text.charCodeAt(at + 1);
      if (next === unit.braceOpen) return at;
      if (next === unit.dollar) at++;
    } else if (c === unit.nul) refuseNul(lexer, at);
  }
  return length;
}

/** The place of the closing `''` or of `${`, or the end of the text. `'x` and `$x` are pairs, as in Nix's lexer. */
function scanIndented(lexer: Lexer, from: number): number {
  const { text } = lexer;
  const { length } = text;
  let at = from;
  while (at < length) {
    const c = text.charCodeAt(at);
    if (c === unit.dollar) {
      const next = text.charCodeAt(at + 1);
      if (next === unit.braceOpen) return at;
      at += next === unit.dollar ? 2 : 1;
    } else if (c === unit.apostrophe && text.charCodeAt(at + 1) === unit.apostrophe) {
      const escaped = escapeLength(text, at);
      if (escaped === 0) return at;
      at += escaped;
    } else {
      if (c === unit.nul) refuseNul(lexer, at);
      at++;
    }
  }
  return length;
}

/** Length of the escape that begins with the `''` at `at`: `''$`, `'''`, `''\x`; 0 when it closes the string. */
export function escapeLength(text: string, at: number): number {
  const third = text.charCodeAt(at + 2);
  if (third === unit.dollar || third === unit.apostrophe) return 3;
  return third === unit.backslash && at + 3 < text.length ? 4 : 0;
}

function closesIndented(text: string, at: number): boolean {
  return text.charCodeAt(at) === unit.apostrophe;
}

function addText(
  lexer: Lexer,
  kind: typeof token.stringText | typeof token.indentedText,
  start: number,
  end: number,
): void {
  if (end > start) addToken(lexer.tokens, kind, start, end);
  lexer.at = end;
}

function refuseNul(lexer: Lexer, at: number): void {
  refuseToken(lexer, at, at + 1, "a string cannot hold a NUL character");
}
