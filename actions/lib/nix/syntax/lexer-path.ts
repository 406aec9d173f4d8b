/** Paths, search paths and URIs: the tokens that begin like something else. */

import { hasClass, pathClass, schemeClass, skipClass, unit, uriClass } from "./character.ts";
import { type Lexer, mode, refuseToken } from "./lexer-state.ts";
import { openInterpolation, opensInterpolation } from "./lexer-string.ts";
import { addToken, token } from "./token.ts";

/** Whether a path begins at a path character. A run is looked at once, however many tokens it turns out to hold. */
export function beginsPath(lexer: Lexer, at: number): boolean {
  if (at >= lexer.runEnd) {
    lexer.runEnd = skipClass(lexer.text, at, pathClass);
    lexer.runIsPath = continuesPath(lexer.text, lexer.runEnd);
  }
  return lexer.runIsPath;
}

/** Whether there is `/x` or `/${` at the place. */
export function continuesPath(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== unit.slash) return false;
  return hasClass(text.charCodeAt(at + 1), pathClass) || opensInterpolation(text, at + 1);
}

/** A path that begins where the lexer is: in one token, or up to its first interpolation. */
export function lexPath(lexer: Lexer): void {
  const { text, at: start } = lexer;
  let end = skipSegments(text, text.charCodeAt(start) === unit.tilde ? start + 1 : start);
  let pieces = 1;
  for (let next = skipPiece(text, end); next > end; next = skipPiece(text, end)) {
    end = next;
    pieces++;
  }
  lexer.at = end;
  if (opensInterpolation(text, end)) {
    if (pieces > 2) refuseToken(lexer, start, end, "a path cannot have so many empty components");
    addToken(lexer.tokens, token.pathOpen, start, end);
    lexer.modes.push(mode.path);
    return;
  }
  addToken(lexer.tokens, token.path, start, end);
  if (text.charCodeAt(end - 1) === unit.slash) refuseTrailingSlash(lexer, start, end);
  else if (pieces > 1)
    refuseToken(lexer, start, end, "a path without interpolation cannot have an empty component");
}

/** In a path, after an interpolation or its opening. */
export function lexPathRest(lexer: Lexer): void {
  const { text, at: start } = lexer;
  if (opensInterpolation(text, start)) {
    openInterpolation(lexer);
    return;
  }
  let end = skipSegments(text, start);
  for (let next = skipPiece(text, end); next > end; next = skipPiece(text, end)) end = next;
  if (end > start) addToken(lexer.tokens, token.pathText, start, end);
  lexer.at = end;
  if (opensInterpolation(text, end)) return;
  if (end > start && text.charCodeAt(end - 1) === unit.slash) refuseTrailingSlash(lexer, start, end);
  addToken(lexer.tokens, token.pathClose, end, end);
  lexer.modes.pop();
}

/** The end of `<a/b>` at a `<`, or 0 when it is an operator. */
export function searchPathEnd(text: string, at: number): number {
  if (!hasClass(text.charCodeAt(at + 1), pathClass)) return 0;
  let end = skipClass(text, at + 1, pathClass);
  while (text.charCodeAt(end) === unit.slash && hasClass(text.charCodeAt(end + 1), pathClass)) {
    end = skipClass(text, end + 1, pathClass);
  }
  return text.charCodeAt(end) === unit.greater ? end + 1 : 0;
}

/** The end of a URI that begins at a letter, or 0. */
export function uriEnd(lexer: Lexer, at: number): number {
  const { text } = lexer;
  if (at >= lexer.schemeEnd) {
    lexer.schemeEnd = skipClass(text, at, schemeClass);
    lexer.schemeIsUri =
      text.charCodeAt(lexer.schemeEnd) === unit.colon &&
      hasClass(text.charCodeAt(lexer.schemeEnd + 1), uriClass);
  }
  return lexer.schemeIsUri ? skipClass(text, lexer.schemeEnd + 1, uriClass) : 0;
}

/** `a/b/c` and one slash at its end. */
function skipSegments(text: string, at: number): number {
  let end = skipClass(text, at, pathClass);
  while (text.charCodeAt(end) === unit.slash && hasClass(text.charCodeAt(end + 1), pathClass)) {
    end = skipClass(text, end + 1, pathClass);
  }
  return text.charCodeAt(end) === unit.slash ? end + 1 : end;
}

/** After a slash Nix reads on: `a//b` is `a/` and `/b`. */
function skipPiece(text: string, at: number): number {
  return text.charCodeAt(at - 1) === unit.slash ? skipSegments(text, at) : at;
}

function refuseTrailingSlash(lexer: Lexer, start: number, end: number): void {
  refuseToken(lexer, start, end, `path ${JSON.stringify(lexer.text.slice(start, end))} has a trailing slash`);
}
