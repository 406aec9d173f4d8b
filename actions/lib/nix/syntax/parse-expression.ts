/** How an expression begins, and what may follow a simple one. */

import { frame } from "./frame.ts";
import { aLiteral, aName, anApplication, anIdentifier, aSelect, aString } from "./node.ts";
import { beginFormals, looksLikeFormals } from "./parse-formals.ts";
import { beginLet, beginSet } from "./parse-set.ts";
import { openString } from "./parse-string.ts";
import {
  advance,
  beginsBinding,
  endBefore,
  isAwaited,
  level,
  missing,
  type Next,
  next,
  open,
  type Parser,
  peekKind,
  refuse,
  refuseHere,
  startOf,
  topFrame,
} from "./parser-state.ts";
import { precedence } from "./precedence.ts";
import { token } from "./token.ts";
import type { Interpolation, Name } from "./tree.ts";

const noInterpolations: readonly Interpolation[] = [];

/** `next.begin`: reads one token and either has a simple expression or has opened a construct. */
export function beginExpression(parser: Parser): Next {
  switch (parser.kind) {
    case token.identifier:
      return beginWithName(parser);
    case token.string:
      return takeString(parser, "string");
    case token.indentedString:
      return takeString(parser, "indented-string");
    case token.path:
      return takeString(parser, "path");
    case token.integer:
      return takeLiteral(parser, "integer");
    case token.float:
      return takeLiteral(parser, "float");
    case token.uri:
      return takeLiteral(parser, "uri");
    case token.searchPath:
      return takeLiteral(parser, "search-path");
    case token.braceOpen:
      return looksLikeFormals(parser) ? beginFormals(parser, undefined) : beginSet(parser, "set");
    default:
      return beginBracketed(parser);
  }
}

function beginBracketed(parser: Parser): Next {
  const start = startOf(parser);
  switch (parser.kind) {
    case token.parenOpen:
      advance(parser);
      parser.level = level.expression;
      return open(parser, { kind: frame.paren, start }, token.parenClose);
    case token.bracketOpen:
      advance(parser);
      open(parser, { kind: frame.list, start, items: [] }, token.bracketClose);
      return next.resume;
    case token.stringOpen:
      return openString(parser, "string");
    case token.indentedOpen:
      return openString(parser, "indented-string");
    case token.pathOpen:
      return openString(parser, "path");
    case token.recWord:
      if (peekKind(parser, 1) === token.braceOpen) return beginSet(parser, "rec");
      break;
    case token.letWord:
      return beginLet(parser);
    default:
      return beginKeyword(parser);
  }
  return beginNothing(parser);
}

function beginKeyword(parser: Parser): Next {
  const start = startOf(parser);
  switch (parser.kind) {
    case token.ifWord:
      beginBody(parser, "if");
      return open(
        parser,
        { kind: frame.if, start, condition: undefined, whenTrue: undefined },
        token.thenWord,
      );
    case token.withWord:
      beginBody(parser, "with");
      return open(parser, { kind: frame.with, start, namespace: undefined }, token.semicolon);
    case token.assertWord:
      beginBody(parser, "assert");
      return open(parser, { kind: frame.assert, start, condition: undefined }, token.semicolon);
    case token.not:
      return beginUnary(parser, "!", precedence.not);
    case token.minus:
      return beginUnary(parser, "-", precedence.negate);
    case token.interpolationOpen:
      refuse(parser, "an expression");
      open(parser, { kind: frame.broken, start, children: [], awaitsSemicolon: false });
      return next.resume;
    default:
      return beginNothing(parser);
  }
}

function beginBody(parser: Parser, keyword: string): void {
  if (parser.level !== level.expression) refuseHere(parser, `"${keyword}" must be in parentheses here`);
  advance(parser);
  parser.level = level.expression;
}

function beginUnary(parser: Parser, operator: "!" | "-", binding: number): Next {
  if (parser.level === level.argument) refuseHere(parser, `"${operator}" must be in parentheses here`);
  const start = startOf(parser);
  advance(parser);
  parser.level = level.operand;
  return open(parser, { kind: frame.unary, start, operator, precedence: binding });
}

/** Nothing begins here: something is missing, or the token fits nowhere. */
function beginNothing(parser: Parser): Next {
  const start = startOf(parser);
  refuse(parser, "an expression");
  if (parser.kind === token.orWord) {
    parser.value = anIdentifier(start, parser.ends[parser.at] as number, "or");
    advance(parser);
    return next.simple;
  }
  if (isAwaited(parser)) {
    parser.value = missing(parser);
    return next.selected;
  }
  open(parser, { kind: frame.broken, start, children: [], awaitsSemicolon: false });
  advance(parser);
  return next.resume;
}

/** A variable, or the parameter of a function: `x: …`, `x@{ … }: …`. */
function beginWithName(parser: Parser): Next {
  const start = startOf(parser);
  const end = parser.ends[parser.at] as number;
  const following = peekKind(parser, 1);
  if (following === token.colon) {
    if (parser.level !== level.expression) refuseHere(parser, "a function must be in parentheses here");
    const parameter = aName(start, end, parser.text.slice(start, end));
    advance(parser);
    advance(parser);
    parser.level = level.expression;
    return open(parser, { kind: frame.lambda, start, parameter, formals: undefined });
  }
  if (following === token.at && peekKind(parser, 2) === token.braceOpen) {
    const parameter = aName(start, end, parser.text.slice(start, end));
    if (parser.level !== level.expression) refuseHere(parser, "a function must be in parentheses here");
    advance(parser);
    advance(parser);
    return beginFormals(parser, parameter);
  }
  const name = parser.text.slice(start, end);
  advance(parser);
  parser.value =
    name === "__curPos" ? aLiteral("current-position", start, end) : anIdentifier(start, end, name);
  return next.simple;
}

function takeLiteral(parser: Parser, kind: Parameters<typeof aLiteral>[0]): Next {
  parser.value = aLiteral(kind, startOf(parser), parser.ends[parser.at] as number);
  advance(parser);
  return next.simple;
}

function takeString(parser: Parser, kind: "string" | "indented-string" | "path"): Next {
  parser.value = aString(kind, startOf(parser), parser.ends[parser.at] as number, noInterpolations);
  advance(parser);
  return next.simple;
}

/** `next.simple`: `.` selects from it, `or` is (for old code) its argument. */
export function continueSimple(parser: Parser): Next {
  if (parser.kind === token.dot) {
    const target = parser.value;
    if (takePlainPath(parser)) return next.selected;
    advance(parser);
    open(parser, {
      kind: frame.path,
      start: target.start,
      of: "select",
      target,
      names: [],
      awaitsName: true,
    });
    return next.resume;
  }
  if (parser.kind === token.orWord) {
    const or = anIdentifier(startOf(parser), parser.ends[parser.at] as number, "or");
    parser.value = anApplication(parser.value, or);
    advance(parser);
  }
  return next.selected;
}

/** `a.b.c` of plain names, with no default: nearly all selections, and no frame is needed for them. */
function takePlainPath(parser: Parser): boolean {
  let length = 0;
  while (peekKind(parser, 2 * length) === token.dot && peekKind(parser, 2 * length + 1) === token.identifier)
    length++;
  const following = peekKind(parser, 2 * length);
  if (length === 0 || following === token.dot || following === token.orWord) return false;
  const path: Name[] = [];
  for (let place = parser.at + 1; path.length < length; place += 2) {
    const start = parser.starts[place] as number;
    const end = parser.ends[place] as number;
    path.push(aName(start, end, parser.text.slice(start, end)));
  }
  parser.at += 2 * length;
  parser.kind = parser.kinds[parser.at] as number;
  parser.value = aSelect(parser.value, path, endBefore(parser));
  return true;
}

/** `next.selected`: hands it to what waits for an argument, then looks for arguments of its own. */
export function continueSelected(parser: Parser): Next {
  for (;;) {
    const top = topFrame(parser);
    if (top.kind === frame.list) {
      top.items.push(parser.value);
      return next.resume;
    }
    if (top.kind === frame.apply) parser.value = anApplication(top.callee, parser.value);
    else if (top.kind === frame.selectDefault) {
      const { start, target, path } = top;
      const { end } = parser.value;
      parser.value = {
        kind: "select",
        start,
        end,
        parent: undefined,
        index: -1,
        last: -1,
        target,
        path,
        default: parser.value,
      };
    } else break;
    parser.stack.pop();
  }
  if (!beginsArgument(parser)) return next.operand;
  const callee = parser.value;
  parser.level = level.argument;
  return open(parser, { kind: frame.apply, start: callee.start, callee });
}

function beginsArgument(parser: Parser): boolean {
  const { kind } = parser;
  if (kind < token.identifier || kind > token.assertWord) return false;
  return kind !== token.identifier || !beginsBinding(parser);
}
