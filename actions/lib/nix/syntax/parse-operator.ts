/** Operators: an operand waits on the stack until the next operator shows which of them it belongs to. */

import { type BinaryFrame, frame, type UnaryFrame } from "./frame.ts";
import {
  advance,
  handOver,
  level,
  type Next,
  next,
  open,
  type Parser,
  refuseHere,
  topFrame,
} from "./parser-state.ts";
import { type Operator, operatorOf, precedence } from "./precedence.ts";
import { token } from "./token.ts";
import type { BinaryOperator, Expression, PipeOperator } from "./tree.ts";

/** `next.operand`. */
export function continueOperand(parser: Parser): Next {
  const operator = operatorOf(parser.kind);
  if (operator !== undefined) {
    reduceBefore(parser, operator);
    const left = parser.value;
    advance(parser);
    if (operator.precedence === precedence.pipe) parser.usesPipes = true;
    parser.level = level.operand;
    const { text, precedence: binding } = operator;
    return open(parser, { kind: frame.binary, start: left.start, operator: text, precedence: binding, left });
  }
  if (parser.kind === token.question) {
    reduceTo(parser, precedence.has);
    const target = parser.value;
    advance(parser);
    open(parser, {
      kind: frame.path,
      start: target.start,
      of: "has-attribute",
      target,
      names: [],
      awaitsName: true,
    });
    return next.resume;
  }
  reduceTo(parser, 0);
  return handOver(parser);
}

function reduceBefore(parser: Parser, operator: Operator): void {
  reduceTo(parser, operator.precedence);
  for (let top = topFrame(parser); top.kind === frame.binary && top.precedence === operator.precedence; ) {
    if (top.operator !== operator.text && operator.precedence === precedence.pipe)
      refuseChain(parser, top, operator);
    else if (operator.associativity === "right") return;
    else if (operator.associativity === "none") refuseChain(parser, top, operator);
    reduce(parser, top);
    top = topFrame(parser);
  }
}

/** Completes every waiting operator that binds tighter than `binding`. */
function reduceTo(parser: Parser, binding: number): void {
  for (let top = topFrame(parser); isOperator(top) && top.precedence > binding; top = topFrame(parser)) {
    reduce(parser, top);
  }
}

function isOperator(top: ReturnType<typeof topFrame>): top is BinaryFrame | UnaryFrame {
  return top.kind === frame.binary || top.kind === frame.unary;
}

function reduce(parser: Parser, top: BinaryFrame | UnaryFrame): void {
  parser.stack.pop();
  parser.value = top.kind === frame.binary ? aBinary(top, parser.value) : aUnary(top, parser.value);
}

function aUnary({ start, operator }: UnaryFrame, operand: Expression): Expression {
  return {
    kind: "unary",
    start,
    end: operand.end,
    parent: undefined,
    index: -1,
    last: -1,
    operator,
    operand,
  };
}

function aBinary({ start, operator, left }: BinaryFrame, right: Expression): Expression {
  const { end } = right;
  if (isPipe(operator))
    return { kind: "pipe", start, end, parent: undefined, index: -1, last: -1, operator, left, right };
  return { kind: "binary", start, end, parent: undefined, index: -1, last: -1, operator, left, right };
}

function isPipe(operator: BinaryOperator | PipeOperator): operator is PipeOperator {
  return operator === "|>" || operator === "<|";
}

function refuseChain(parser: Parser, top: BinaryFrame, operator: Operator): void {
  refuseHere(parser, `"${operator.text}" cannot follow "${top.operator}" without parentheses`);
}
