/** Integers and floats, with the ranges Nix accepts. */

import { digitClass, hasClass, skipClass, unit } from "./character.ts";
import { type Lexer, refuseToken } from "./lexer-state.ts";
import { addToken, token } from "./token.ts";

const largestInteger = 9223372036854775807n;
/** Nix refuses what strtod reports as out of range: too large, or too small to be exact. */
const smallestNormal = 2.2250738585072014e-308;

/** At a digit, or at a dot before a digit. Only `1.`, `1.5`, `0.5` and `.5` are floats: `01.5` is `01` and `.5`. */
export function lexNumber(lexer: Lexer): void {
  const { text, at: start } = lexer;
  const integerEnd = skipClass(text, start, digitClass);
  const floatEnd = floatEndAt(text, start, integerEnd);
  lexer.at = floatEnd === 0 ? integerEnd : floatEnd;
  addToken(lexer.tokens, floatEnd === 0 ? token.integer : token.float, start, lexer.at);
  const literal = text.slice(start, lexer.at);
  if (floatEnd === 0) {
    if (literal.length > 18 && isTooLarge(literal)) {
      refuseToken(lexer, start, lexer.at, `integer "${literal.slice(0, 40)}" is out of range`);
    }
  } else if (!isFloatInRange(literal)) {
    refuseToken(lexer, start, lexer.at, `float "${literal.slice(0, 40)}" is out of range`);
  }
}

function floatEndAt(text: string, start: number, integerEnd: number): number {
  if (text.charCodeAt(integerEnd) !== unit.dot) return 0;
  const leadingZero = text.charCodeAt(start) === unit.zero;
  const hasFraction = hasClass(text.charCodeAt(integerEnd + 1), digitClass);
  const isFloat =
    integerEnd === start || (leadingZero && integerEnd === start + 1)
      ? hasFraction
      : !leadingZero && integerEnd > start;
  if (!isFloat) return 0;
  return exponentEnd(text, skipClass(text, integerEnd + 1, digitClass));
}

function exponentEnd(text: string, at: number): number {
  const letter = text.charAt(at);
  if (letter !== "e" && letter !== "E") return at;
  const sign = text.charCodeAt(at + 1);
  const digits = sign === unit.plus || sign === unit.minus ? at + 2 : at + 1;
  return hasClass(text.charCodeAt(digits), digitClass) ? skipClass(text, digits, digitClass) : at;
}

function isTooLarge(literal: string): boolean {
  const significant = literal.replace(/^0+/, "");
  return significant.length > 19 || BigInt(significant === "" ? "0" : significant) > largestInteger;
}

function isFloatInRange(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value)) return false;
  return value >= smallestNormal || /^[0.]*(?:[eE]|$)/.test(literal);
}
