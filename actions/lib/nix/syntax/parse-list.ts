/** The items of a list. */

import { frame, type ListFrame } from "./frame.ts";
import { unplaced } from "./node.ts";
import {
  advance,
  broken,
  endBefore,
  isAwaited,
  level,
  type Next,
  next,
  open,
  type Parser,
  refuse,
  startOf,
  stopWaiting,
  take,
  trimmed,
} from "./parser-state.ts";
import { token } from "./token.ts";

/** The next item of a list, or its end. An operator between items is broken by itself: the items around it stay. */
export function resumeList(parser: Parser, top: ListFrame): Next {
  while (parser.kind !== token.bracketClose) {
    const { kind } = parser;
    if (kind >= token.identifier && kind <= token.assertWord) {
      parser.level = level.argument;
      return next.begin;
    }
    refuse(parser, `"]" or an item`);
    if (isAwaited(parser)) break;
    if (kind === token.interpolationOpen) {
      open(parser, { kind: frame.broken, start: startOf(parser), children: [], awaitsSemicolon: false });
      return next.resume;
    }
    top.items.push(broken(startOf(parser), parser.ends[parser.at] as number));
    advance(parser);
  }
  take(parser, token.bracketClose);
  stopWaiting(parser, token.bracketClose);
  parser.stack.pop();
  parser.value = { kind: "list", ...unplaced(top.start, endBefore(parser)), items: trimmed(top.items) };
  return next.simple;
}
