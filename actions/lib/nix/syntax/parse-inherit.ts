/** `inherit a b;` and `inherit (from) a b;`. */

import { frame, type InheritFrame, type SetFrame } from "./frame.ts";
import { aName, aString, unplaced } from "./node.ts";
import { openInterpolation, openString } from "./parse-string.ts";
import {
  advance,
  beginsBinding,
  closeBinding,
  endBefore,
  level,
  type Next,
  next,
  open,
  type Parser,
  startOf,
  waitFor,
} from "./parser-state.ts";
import { token } from "./token.ts";

export function beginInherit(parser: Parser): Next {
  const start = startOf(parser);
  advance(parser);
  const awaitsFrom = parser.kind === token.parenOpen;
  open(parser, { kind: frame.inherit, start, from: undefined, awaitsFrom, names: [] }, token.semicolon);
  if (!awaitsFrom) return next.resume;
  advance(parser);
  waitFor(parser, token.parenClose);
  parser.level = level.expression;
  return next.begin;
}

/** The next name of an `inherit`, or its end. */
export function resumeInherit(parser: Parser, top: InheritFrame): Next {
  for (;;) {
    const start = startOf(parser);
    const end = parser.ends[parser.at] as number;
    if (parser.kind === token.orWord || (parser.kind === token.identifier && !beginsBinding(parser))) {
      top.names.push(aName(start, end, parser.text.slice(start, end)));
    } else if (parser.kind === token.string) top.names.push(aString("string", start, end, []));
    else if (parser.kind === token.stringOpen) return openString(parser, "string");
    else if (parser.kind === token.interpolationOpen) return openInterpolation(parser);
    else return endInherit(parser, top);
    advance(parser);
  }
}

function endInherit(parser: Parser, top: InheritFrame): Next {
  if (!closeBinding(parser, `a name or ";"`)) {
    open(parser, { kind: frame.broken, start: startOf(parser), children: [], awaitsSemicolon: false });
    return next.resume;
  }
  parser.stack.pop();
  const { start, from, names } = top;
  const set = parser.stack[parser.stack.length - 1] as SetFrame;
  set.bindings.push({ kind: "inherit", ...unplaced(start, endBefore(parser)), from, names });
  return next.resume;
}
