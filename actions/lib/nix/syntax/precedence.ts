/** Precedence and associativity of Nix's operators, as in the grammar of its parser. */

import { type TokenKind, token } from "./token.ts";
import type { BinaryOperator, PipeOperator } from "./tree.ts";

export const precedence = { pipe: 1, not: 8, has: 12, negate: 13 } as const;

type Associativity = "left" | "right" | "none";
export type Operator = {
  readonly text: BinaryOperator | PipeOperator;
  readonly precedence: number;
  readonly associativity: Associativity;
};

const operators: readonly [TokenKind, Operator["text"], number, Associativity][] = [
  [token.pipeInto, "|>", precedence.pipe, "left"],
  [token.pipeFrom, "<|", precedence.pipe, "right"],
  [token.implies, "->", 2, "right"],
  [token.logicalOr, "||", 3, "left"],
  [token.logicalAnd, "&&", 4, "left"],
  [token.equal, "==", 5, "none"],
  [token.notEqual, "!=", 5, "none"],
  [token.less, "<", 6, "none"],
  [token.greater, ">", 6, "none"],
  [token.lessEqual, "<=", 6, "none"],
  [token.greaterEqual, ">=", 6, "none"],
  [token.update, "//", 7, "right"],
  [token.plus, "+", 9, "left"],
  [token.minus, "-", 9, "left"],
  [token.times, "*", 10, "left"],
  [token.divide, "/", 10, "left"],
  [token.concat, "++", 11, "right"],
];

const byToken: (Operator | undefined)[] = [];
for (const [kind, text, binding, associativity] of operators) {
  byToken[kind] = { text, precedence: binding, associativity };
}

/** The binary operator a token is; `?` is none of them, for a path of names follows it. */
export function operatorOf(kind: number): Operator | undefined {
  return byToken[kind];
}
