/** Strings and paths with interpolations, and the paths of names in selections and bindings. */

import { frame, type InterpolationFrame, type PathFrame, type StringFrame } from "./frame.ts";
import { aName, anInterpolation, aSelect, aString, unplaced } from "./node.ts";
import {
  advance,
  close,
  endBefore,
  level,
  missing,
  type Next,
  next,
  noneAwaited,
  open,
  type Parser,
  refuse,
  startOf,
  take,
  topFrame,
} from "./parser-state.ts";
import { token } from "./token.ts";
import type { AttributeName, Expression, Interpolation, StringLiteral } from "./tree.ts";

export function openString(parser: Parser, form: "string" | "indented-string" | "path"): Next {
  open(parser, { kind: frame.string, start: startOf(parser), form, interpolations: [] });
  parser.strings++;
  advance(parser);
  return next.resume;
}

export function openInterpolation(parser: Parser): Next {
  const awaitedOutside = parser.awaited;
  const start = startOf(parser);
  parser.awaited = noneAwaited();
  advance(parser);
  parser.level = level.expression;
  return open(parser, { kind: frame.interpolation, start, awaitedOutside }, token.braceClose);
}

/** The next piece of a string or path, or its end. */
export function resumeString(parser: Parser, top: StringFrame): Next {
  const { text, end } = pieces[top.form];
  for (;;) {
    if (parser.kind === text) advance(parser);
    else if (parser.kind === token.interpolationOpen) return openInterpolation(parser);
    else break;
  }
  if (!take(parser, end)) refuse(parser, `the end of the ${top.form.replace("-", " ")}`);
  parser.stack.pop();
  parser.strings--;
  return endString(parser, aString(top.form, top.start, endBefore(parser), top.interpolations));
}

const pieces = {
  string: { text: token.stringText, end: token.stringClose },
  "indented-string": { text: token.indentedText, end: token.indentedClose },
  path: { text: token.pathText, end: token.pathClose },
} as const;

/** A string is an expression, or a name where a name is awaited. */
function endString(parser: Parser, literal: ReturnType<typeof aString>): Next {
  const top = topFrame(parser);
  const awaitsName = top.kind === frame.path || (top.kind === frame.inherit && !top.awaitsFrom);
  if (literal.kind === "string" && awaitsName) {
    return takeName(parser, literal as StringLiteral);
  }
  parser.value = literal as Expression;
  return next.simple;
}

/** `next.deliver` to an interpolation: `}` ends it. */
export function endInterpolation(parser: Parser, top: InterpolationFrame): boolean {
  if (!close(parser, token.braceClose, `"}"`)) return false;
  parser.awaited = top.awaitedOutside;
  parser.stack.pop();
  placeInterpolation(parser, anInterpolation(top.start, endBefore(parser), parser.value));
  return true;
}

function placeInterpolation(parser: Parser, interpolation: Interpolation): void {
  const outer = topFrame(parser);
  if (outer.kind === frame.string) outer.interpolations.push(interpolation);
  else if (outer.kind === frame.broken) outer.children.push(interpolation);
  else takeName(parser, interpolation);
}

function takeName(parser: Parser, name: AttributeName): Next {
  const top = topFrame(parser);
  if (top.kind === frame.path) {
    top.names.push(name);
    top.awaitsName = false;
  } else if (top.kind === frame.inherit) top.names.push(name);
  return next.resume;
}

/** The next name of `a."b".${c}`, or what the whole path makes of its target. */
export function resumePath(parser: Parser, top: PathFrame): Next {
  for (;;) {
    if (!top.awaitsName) {
      if (parser.kind !== token.dot) return endPath(parser, top);
      advance(parser);
    }
    top.awaitsName = false;
    const start = startOf(parser);
    const end = parser.ends[parser.at] as number;
    if (parser.kind === token.identifier || parser.kind === token.orWord) {
      top.names.push(aName(start, end, parser.text.slice(start, end)));
    } else if (parser.kind === token.string) top.names.push(aString("string", start, end, []));
    else if (parser.kind === token.stringOpen) return openString(parser, "string");
    else if (parser.kind === token.interpolationOpen) return openInterpolation(parser);
    else {
      refuse(parser, "a name");
      top.names.push(missing(parser));
      return endPath(parser, top);
    }
    advance(parser);
  }
}

function endPath(parser: Parser, top: PathFrame): Next {
  parser.stack.pop();
  const { start, of, target, names: path } = top;
  if (of === "binding") return beginValue(parser, top);
  const found = target as Expression;
  const end = Math.max(found.end, (path.at(-1) as AttributeName).end);
  if (of === "has-attribute") {
    parser.value = { kind: "has-attribute", ...unplaced(start, end), target: found, path };
    return next.operand;
  }
  if (take(parser, token.orWord)) {
    parser.level = level.argument;
    return open(parser, { kind: frame.selectDefault, start, target: found, path });
  }
  parser.value = aSelect(found, path, end);
  return next.selected;
}

/** After the path of a binding: `=` and the value. */
function beginValue(parser: Parser, { start, names: path }: PathFrame): Next {
  if (take(parser, token.assign)) {
    parser.level = level.expression;
    return open(parser, { kind: frame.binding, start, path }, token.semicolon);
  }
  refuse(parser, `"." or "="`);
  open(parser, { kind: frame.broken, start, children: [...path], awaitsSemicolon: true }, token.semicolon);
  return next.resume;
}
