/** The formals of a function, `{ a, b ? c, ... }@x:`, and what tells them from an attribute set. */

import { type FormalsFrame, frame, type LambdaFrame } from "./frame.ts";
import { aFormal, aName, unplaced } from "./node.ts";
import {
  advance,
  endBefore,
  isAwaited,
  level,
  type Next,
  next,
  open,
  type Parser,
  peekKind,
  refuse,
  refuseHere,
  startOf,
  stopWaiting,
  take,
  waitFor,
} from "./parser-state.ts";
import { token } from "./token.ts";
import type { Expression, Name } from "./tree.ts";

/** At a `{`: whether it opens formals. One name or two tokens decide, as in Nix's grammar. */
export function looksLikeFormals(parser: Parser): boolean {
  const first = peekKind(parser, 1);
  const second = peekKind(parser, 2);
  if (first === token.braceClose) return second === token.colon || second === token.at;
  if (first === token.ellipsis) return true;
  if (first !== token.identifier) return false;
  if (second === token.comma || second === token.question) return true;
  const third = peekKind(parser, 3);
  // A forgotten comma.
  if (second === token.identifier) return third === token.comma;
  if (second !== token.braceClose) return false;
  return third === token.colon || third === token.at;
}

export function beginFormals(parser: Parser, parameter: Name | undefined): Next {
  const start = startOf(parser);
  if (parser.level !== level.expression) refuseHere(parser, "a function must be in parentheses here");
  advance(parser);
  open(parser, { kind: frame.lambda, start: parameter?.start ?? start, parameter, formals: undefined });
  open(parser, { kind: frame.formals, start, formals: [], ellipsis: false }, token.braceClose);
  waitFor(parser, token.comma);
  return next.resume;
}

/** The next formal, or the end of the formals. */
export function resumeFormals(parser: Parser, top: FormalsFrame): Next {
  for (;;) {
    const start = startOf(parser);
    if (parser.kind === token.identifier && !top.ellipsis) {
      const end = parser.ends[parser.at] as number;
      const name = aName(start, end, parser.text.slice(start, end));
      advance(parser);
      if (take(parser, token.question)) {
        parser.level = level.expression;
        return open(parser, { kind: frame.formal, start, name });
      }
      top.formals.push(aFormal(name, end, undefined));
      if (!take(parser, token.comma)) return endFormals(parser, top);
    } else if (parser.kind === token.ellipsis && !top.ellipsis) {
      advance(parser);
      top.ellipsis = true;
      return endFormals(parser, top);
    } else return endFormals(parser, top);
  }
}

/** After a formal with a default. */
export function endFormal(parser: Parser, name: Name, value: Expression): Next {
  parser.stack.pop();
  const formals = parser.stack[parser.stack.length - 1] as FormalsFrame;
  formals.formals.push(aFormal(name, value.end, value));
  return take(parser, token.comma) ? next.resume : endFormals(parser, formals);
}

function endFormals(parser: Parser, top: FormalsFrame): Next {
  if (parser.kind !== token.braceClose) {
    refuse(parser, `"}" or a formal`);
    if (parser.kind === token.comma || !isAwaited(parser)) return beginBrokenFormal(parser);
    // Two formals without a comma between them.
  }
  take(parser, token.braceClose);
  stopWaiting(parser, token.braceClose);
  stopWaiting(parser, token.comma);
  parser.stack.pop();
  const lambda = parser.stack[parser.stack.length - 1] as LambdaFrame;
  const { start, formals, ellipsis } = top;
  lambda.formals = { kind: "formals", ...unplaced(start, endBefore(parser)), formals, ellipsis };
  return endHeader(parser, lambda);
}

function beginBrokenFormal(parser: Parser): Next {
  if (take(parser, token.comma)) return next.resume;
  open(parser, { kind: frame.broken, start: startOf(parser), children: [], awaitsSemicolon: false });
  return next.resume;
}

/** After the formals: `@name` and the colon. */
function endHeader(parser: Parser, lambda: LambdaFrame): Next {
  if (
    parser.kind === token.at &&
    lambda.parameter === undefined &&
    peekKind(parser, 1) === token.identifier
  ) {
    advance(parser);
    const start = startOf(parser);
    const end = parser.ends[parser.at] as number;
    lambda.parameter = aName(start, end, parser.text.slice(start, end));
    advance(parser);
  }
  if (!take(parser, token.colon)) refuse(parser, `":"`);
  parser.level = level.expression;
  return next.begin;
}
