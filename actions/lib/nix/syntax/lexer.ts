/** Cuts a text into Nix's tokens. Any text can be cut: what no rule knows becomes an `unknown` token. */

import {
  digitClass,
  hasClass,
  nameClass,
  nameStartClass,
  pathClass,
  schemeClass,
  skipClass,
  spaceClass,
  unit,
} from "./character.ts";
import type { Fault } from "./fault.ts";
import { lexNumber } from "./lexer-number.ts";
import { beginsPath, continuesPath, lexPath, lexPathRest, searchPathEnd, uriEnd } from "./lexer-path.ts";
import { createLexer, type Lexer, mode, refuseToken } from "./lexer-state.ts";
import {
  lexIndented,
  lexIndentedRest,
  lexString,
  lexStringRest,
  openInterpolation,
  opensInterpolation,
} from "./lexer-string.ts";
import { addToken, createTokens, keywords, type TokenKind, type Tokens, token } from "./token.ts";
import type { Comment } from "./tree.ts";

export type Lexed = {
  readonly tokens: Tokens;
  readonly comments: readonly Comment[];
  readonly faults: readonly Fault[];
};

/** `tokens` may be those of a text that is done with: they are written over. */
export function lex(text: string, tokens: Tokens = createTokens(text.length)): Lexed {
  tokens.count = 0;
  const lexer = createLexer(text, tokens);
  while (lexer.at < text.length) {
    const inside = lexer.modes.at(-1) ?? mode.code;
    if (inside === mode.code) {
      // A NUL in code ends the file for Nix's parser; what follows is never read.
      if (text.charCodeAt(lexer.at) === unit.nul) break;
      lexCode(lexer);
    } else if (inside === mode.string) lexStringRest(lexer);
    else if (inside === mode.indented) lexIndentedRest(lexer);
    else lexPathRest(lexer);
  }
  if (lexer.modes.at(-1) === mode.path) lexPathRest(lexer);
  addToken(lexer.tokens, token.end, lexer.at, lexer.at);
  // Who looks ahead must not see what an earlier text has left behind the end.
  lexer.tokens.kinds.fill(token.end, lexer.tokens.count, lexer.tokens.count + farthestLook);
  return { tokens: lexer.tokens, comments: lexer.comments, faults: lexer.faults };
}

const farthestLook = 8;

function lexCode(lexer: Lexer): void {
  const { text, at } = lexer;
  const c = text.charCodeAt(at);
  if (hasClass(c, spaceClass)) lexer.at = skipClass(text, at + 1, spaceClass);
  else if (hasClass(c, nameStartClass)) lexWord(lexer);
  else if (hasClass(c, pathClass)) lexPathCharacter(lexer, c);
  else if (c === unit.quote) lexString(lexer);
  else if (c === unit.hash) lexLineComment(lexer);
  else if (c === unit.slash) lexSlash(lexer);
  else if (c === unit.apostrophe && text.charCodeAt(at + 1) === c) lexIndented(lexer);
  else if (c === unit.tilde && continuesPath(text, at + 1)) lexPath(lexer);
  else if (c === unit.dollar && opensInterpolation(text, at)) openInterpolation(lexer);
  else lexSymbol(lexer, c);
}

function lexWord(lexer: Lexer): void {
  const { text, at } = lexer;
  const end = skipClass(text, at + 1, nameClass);
  const following = text.charCodeAt(end);
  const mayBeLonger =
    following === unit.slash || following === unit.dot || following === unit.plus || following === unit.colon;
  const uri = mayBeLonger && hasClass(text.charCodeAt(at), schemeClass) ? uriEnd(lexer, at) : 0;
  if (mayBeLonger && beginsPath(lexer, at)) lexPath(lexer);
  else if (uri > 0) emit(lexer, token.uri, uri);
  else {
    const keyword = end - at <= longestKeyword ? keywords.get(text.slice(at, end)) : undefined;
    emit(lexer, keyword ?? token.identifier, end);
  }
}

const longestKeyword = "inherit".length;

/** A digit, dot, minus or plus: part of a path, of a number, or an operator. */
function lexPathCharacter(lexer: Lexer, c: number): void {
  const { text, at } = lexer;
  const following = text.charCodeAt(at + 1);
  if (beginsPath(lexer, at)) lexPath(lexer);
  else if (hasClass(c, digitClass) || (c === unit.dot && hasClass(following, digitClass))) lexNumber(lexer);
  else if (c === unit.dot) {
    const ellipsis = following === unit.dot && text.charCodeAt(at + 2) === unit.dot;
    emit(lexer, ellipsis ? token.ellipsis : token.dot, at + (ellipsis ? 3 : 1));
  } else if (c === unit.minus) {
    const implies = following === unit.greater;
    emit(lexer, implies ? token.implies : token.minus, at + (implies ? 2 : 1));
  } else {
    const concat = following === unit.plus;
    emit(lexer, concat ? token.concat : token.plus, at + (concat ? 2 : 1));
  }
}

function lexSlash(lexer: Lexer): void {
  const { text, at } = lexer;
  const next = text.charCodeAt(at + 1);
  if (next === unit.star) lexBlockComment(lexer);
  else if (continuesPath(text, at)) lexPath(lexer);
  else if (next === unit.slash) emit(lexer, token.update, at + 2);
  else emit(lexer, token.divide, at + 1);
}

function lexLineComment(lexer: Lexer): void {
  const { text, at: start } = lexer;
  let end = start + 1;
  for (; end < text.length; end++) {
    const c = text.charCodeAt(end);
    if (c === unit.newline || c === unit.return) break;
  }
  lexer.comments.push({ start, end, block: false });
  lexer.at = end;
}

function lexBlockComment(lexer: Lexer): void {
  const { text, at: start } = lexer;
  const close = text.indexOf("*/", start + 2);
  if (close >= 0) {
    lexer.comments.push({ start, end: close + 2, block: true });
    lexer.at = close + 2;
    return;
  }
  refuseToken(lexer, start, start + 2, "a comment is not closed");
  emit(lexer, token.unknown, text.length);
}

const single: Readonly<Record<number, TokenKind>> = {
  [unit.braceOpen]: token.braceOpen,
  [unit.braceClose]: token.braceClose,
  [unit.parenOpen]: token.parenOpen,
  [unit.parenClose]: token.parenClose,
  [unit.bracketOpen]: token.bracketOpen,
  [unit.bracketClose]: token.bracketClose,
  [unit.semicolon]: token.semicolon,
  [unit.comma]: token.comma,
  [unit.colon]: token.colon,
  [unit.at]: token.at,
  [unit.question]: token.question,
  [unit.star]: token.times,
  [unit.equals]: token.assign,
  [unit.bang]: token.not,
  [unit.less]: token.less,
  [unit.greater]: token.greater,
};

const double: ReadonlyMap<string, TokenKind> = new Map([
  ["==", token.equal],
  ["!=", token.notEqual],
  ["<=", token.lessEqual],
  [">=", token.greaterEqual],
  ["&&", token.logicalAnd],
  ["||", token.logicalOr],
  ["|>", token.pipeInto],
  ["<|", token.pipeFrom],
]);

function lexSymbol(lexer: Lexer, c: number): void {
  const { text, at } = lexer;
  if (c === unit.braceOpen) lexer.modes.push(mode.code);
  else if (c === unit.braceClose) lexer.modes.pop();
  const search = c === unit.less ? searchPathEnd(text, at) : 0;
  const pair = doubleAt(text, at);
  if (search > 0) emit(lexer, token.searchPath, search);
  else if (pair !== undefined) emit(lexer, pair, at + 2);
  else emit(lexer, single[c] ?? token.unknown, single[c] === undefined ? unknownEnd(text, at + 1) : at + 1);
}

function doubleAt(text: string, at: number): TokenKind | undefined {
  const c = text.charCodeAt(at + 1);
  const mayBe = c === unit.equals || c === unit.ampersand || c === unit.bar || c === unit.greater;
  return mayBe ? double.get(text.slice(at, at + 2)) : undefined;
}

/** Characters beyond ASCII that stand together are one fault. */
function unknownEnd(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) > 127) end++;
  return end;
}

function emit(lexer: Lexer, kind: TokenKind, end: number): void {
  addToken(lexer.tokens, kind, lexer.at, end);
  lexer.at = end;
}
