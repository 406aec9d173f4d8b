/** What the parts of the parser share: the place among the tokens, the open frames, and what they wait for. */

import type { Fault } from "./fault.ts";
import { type Frame, frame } from "./frame.ts";
import type { Lexed } from "./lexer.ts";
import { type TokenKind, token } from "./token.ts";
import type { Broken, Expression, Node } from "./tree.ts";

/** What may stand here: any expression, an operand, or an argument. */
export const level = { expression: 0, operand: 1, argument: 2 } as const;
export type Level = (typeof level)[keyof typeof level];

/** What the parser does next. */
export const next = {
  /** Begin an expression of `parser.level`. */
  begin: 0,
  /** `value` is simple: `.` or `or` may follow. */
  simple: 1,
  /** `value` is a whole selection: it is an argument, or arguments follow. */
  selected: 2,
  /** `value` is a whole operand: an operator may follow. */
  operand: 3,
  /** `value` is a whole expression: the open construct takes it. */
  deliver: 4,
  /** The open construct goes on: the next binding, item, formal, name or piece of text. */
  resume: 5,
  done: 6,
} as const;
export type Next = (typeof next)[keyof typeof next];

export type Parser = {
  readonly text: string;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  at: number;
  /** Kind of the token at `at`. */
  kind: number;
  level: Level;
  value: Expression;
  readonly stack: Frame[];
  /** How many open frames wait for each closer, by its token kind; only those inside the innermost interpolation. */
  awaited: number[];
  /** Open strings and paths with interpolations. */
  strings: number;
  readonly faults: Fault[];
  usesPipes: boolean;
};

/** No more are kept: a file of garbage would otherwise take many times its size. */
const mostFaults = 1000;

export function createParser(text: string, { tokens, faults }: Lexed): Parser {
  const { kinds, starts, ends } = tokens;
  return {
    text,
    kinds,
    starts,
    ends,
    at: 0,
    kind: kinds[0] as number,
    level: level.expression,
    value: broken(0, 0),
    stack: [{ kind: frame.root, start: 0 }],
    awaited: noneAwaited(),
    strings: 0,
    faults: [...faults],
    usesPipes: false,
  };
}

export function noneAwaited(): number[] {
  return [0, 0, 0, 0, 0, 0, 0, 0, 0];
}

export function advance(parser: Parser): void {
  parser.kind = parser.kinds[++parser.at] as number;
}

/** Goes past the token when it is of that kind. */
export function take(parser: Parser, kind: TokenKind): boolean {
  if (parser.kind !== kind) return false;
  advance(parser);
  return true;
}

export function startOf(parser: Parser): number {
  return parser.starts[parser.at] as number;
}

/** End of the token before the place. */
export function endBefore(parser: Parser): number {
  return parser.at === 0 ? 0 : (parser.ends[parser.at - 1] as number);
}

/** The kind of the token `ahead` places on; past the end it stays `end`. */
export function peekKind(parser: Parser, ahead: number): number {
  return parser.kinds[parser.at + ahead] ?? token.end;
}

export function topFrame(parser: Parser): Frame {
  return parser.stack[parser.stack.length - 1] as Frame;
}

/** Opens a construct; `closer` is the token that will end it or its part. */
export function open(parser: Parser, begun: Frame, closer?: TokenKind): Next {
  parser.stack.push(begun);
  if (closer !== undefined) waitFor(parser, closer);
  return next.begin;
}

export function waitFor(parser: Parser, closer: TokenKind): void {
  parser.awaited[closer] = (parser.awaited[closer] as number) + 1;
}

export function stopWaiting(parser: Parser, closer: TokenKind): void {
  parser.awaited[closer] = (parser.awaited[closer] as number) - 1;
}

/** Whether the token at the place ends an open construct, so that nothing inside it may swallow the token. */
export function isAwaited(parser: Parser): boolean {
  const { kind } = parser;
  if (kind <= token.comma) return kind === token.end || (parser.awaited[kind] as number) > 0;
  return kind <= token.pathClose && parser.strings > 0;
}

/**
 * Takes the closer of a construct. False when the construct is broken here: the caller then recovers. True also when the
 * closer is missing but something outside goes on at this token.
 */
export function close(parser: Parser, closer: TokenKind, expected: string): boolean {
  if (parser.kind === closer) {
    stopWaiting(parser, closer);
    advance(parser);
    return true;
  }
  refuse(parser, expected);
  if (!isAwaited(parser)) return false;
  stopWaiting(parser, closer);
  return true;
}

/** `name =`, `a.b =` or `inherit` where the binding before has no semicolon yet. Never so in valid text. */
export function beginsBinding(parser: Parser): boolean {
  if (parser.kind !== token.identifier) return parser.kind === token.inheritWord;
  let ahead = 1;
  while (peekKind(parser, ahead) === token.dot && peekKind(parser, ahead + 1) === token.identifier)
    ahead += 2;
  return peekKind(parser, ahead) === token.assign;
}

/** Takes the semicolon of a binding, or does without it where the next binding begins. */
export function closeBinding(parser: Parser, expected: string): boolean {
  if (!beginsBinding(parser)) return close(parser, token.semicolon, expected);
  refuse(parser, expected);
  stopWaiting(parser, token.semicolon);
  return true;
}

/** Where a value goes that no operator follows: it may be, rightly or wrongly, an argument or an operand. */
export function handOver(parser: Parser): Next {
  const { kind } = topFrame(parser);
  if (kind === frame.apply || kind === frame.selectDefault || kind === frame.list) return next.selected;
  return kind === frame.unary || kind === frame.binary ? next.operand : next.deliver;
}

export function broken(start: number, end: number, children: readonly Node[] = []): Broken {
  return { kind: "error", start, end, parent: undefined, index: -1, last: -1, children };
}

const nothing: readonly never[] = [];

/** A list that grew has room for 17, and most have one or two: the room made a file of nothing but brackets twice as slow. */
export function trimmed<T>(grown: readonly T[]): readonly T[] {
  if (grown.length === 0) return nothing;
  return grown.length > 12 ? grown : grown.slice();
}

/** Where something is missing: nothing, after the last token. */
export function missing(parser: Parser): Broken {
  const place = endBefore(parser);
  return broken(place, place);
}

/** A fault at the token; one token is refused once. */
export function refuse(parser: Parser, expected: string): void {
  const { faults, starts, ends, at } = parser;
  const start = starts[at] as number;
  const end = ends[at] as number;
  if (faults.length >= mostFaults || faults.at(-1)?.start === start) return;
  faults.push({ kind: "syntax", start, end, what: `unexpected ${nameToken(parser)}, expected ${expected}` });
}

/** A fault of a construct that is whole, but must not stand here. */
export function refuseHere(parser: Parser, what: string): void {
  const { faults, starts, ends, at } = parser;
  const start = starts[at] as number;
  if (faults.length >= mostFaults || faults.at(-1)?.start === start) return;
  faults.push({ kind: "syntax", start, end: ends[at] as number, what });
}

function nameToken({ kind, text, starts, ends, at }: Parser): string {
  if (kind === token.end) return "end of file";
  if (kind === token.pathClose) return "end of path";
  const [line = ""] = text
    .slice(starts[at], Math.min(ends[at] as number, (starts[at] as number) + 40))
    .split(/[\r\n]/, 1);
  return JSON.stringify(line);
}
