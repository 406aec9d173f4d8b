/** Hands a whole expression to the construct that is open, and ends the construct when that was its last part. */

import { type BrokenFrame, type Frame, frame, type IfFrame } from "./frame.ts";
import { aBinding, aLambda, parenthesized, unplaced } from "./node.ts";
import { endFormal } from "./parse-formals.ts";
import { endInterpolation, openInterpolation } from "./parse-string.ts";
import {
  advance,
  beginsBinding,
  broken,
  close,
  closeBinding,
  endBefore,
  handOver,
  isAwaited,
  level,
  type Next,
  next,
  open,
  type Parser,
  refuse,
  stopWaiting,
  take,
  topFrame,
  waitFor,
} from "./parser-state.ts";
import { token } from "./token.ts";
import type { Expression, Node } from "./tree.ts";

/** `next.deliver`. */
export function deliver(parser: Parser): Next {
  const top = topFrame(parser);
  switch (top.kind) {
    case frame.binding:
      if (!closeBinding(parser, `";"`)) return recover(parser);
      parser.stack.pop();
      bindings(parser).push(aBinding(top.start, endBefore(parser), top.path, parser.value));
      return next.resume;
    case frame.paren:
      if (!close(parser, token.parenClose, `")"`)) return recover(parser);
      parser.stack.pop();
      parser.value = parenthesized(top.start, endBefore(parser), parser.value);
      return next.simple;
    case frame.interpolation:
      return endInterpolation(parser, top) ? next.resume : recover(parser);
    case frame.inherit:
      if (!close(parser, token.parenClose, `")"`)) return recover(parser);
      top.from = parser.value;
      top.awaitsFrom = false;
      return next.resume;
    case frame.formal:
      return endFormal(parser, top.name, parser.value);
    case frame.broken:
      top.children.push(parser.value);
      return next.resume;
    case frame.root:
      if (parser.kind === token.end) return next.done;
      refuse(parser, "end of file");
      return recover(parser);
    default:
      return deliverBody(parser, top);
  }
}

function deliverBody(parser: Parser, top: Frame): Next {
  switch (top.kind) {
    case frame.lambda: {
      const { start, parameter, formals } = top;
      return endBody(parser, aLambda(start, parameter, formals, parser.value));
    }
    case frame.letBody:
      return endBody(parser, {
        kind: "let",
        ...unplaced(top.start, endOf(parser)),
        bindings: top.bindings,
        body: parser.value,
      });
    case frame.with:
      if (top.namespace === undefined) {
        if (!close(parser, token.semicolon, `";"`)) return recover(parser);
        top.namespace = parser.value;
        return beginNext(parser);
      }
      return endBody(parser, {
        kind: "with",
        ...unplaced(top.start, endOf(parser)),
        namespace: top.namespace,
        body: parser.value,
      });
    case frame.assert:
      if (top.condition === undefined) {
        if (!close(parser, token.semicolon, `";"`)) return recover(parser);
        top.condition = parser.value;
        return beginNext(parser);
      }
      return endBody(parser, {
        kind: "assert",
        ...unplaced(top.start, endOf(parser)),
        condition: top.condition,
        body: parser.value,
      });
    case frame.if:
      return deliverIf(parser, top);
    default:
      throw new Error(`an expression was delivered to frame ${top.kind}`);
  }
}

function deliverIf(parser: Parser, top: IfFrame): Next {
  if (top.condition === undefined) {
    if (!close(parser, token.thenWord, `"then"`)) return recover(parser);
    top.condition = parser.value;
    waitFor(parser, token.elseWord);
    return beginNext(parser);
  }
  if (top.whenTrue === undefined) {
    if (!close(parser, token.elseWord, `"else"`)) return recover(parser);
    top.whenTrue = parser.value;
    return beginNext(parser);
  }
  const { start, condition, whenTrue } = top;
  const place = unplaced(start, endOf(parser));
  return endBody(parser, { kind: "if", ...place, condition, whenTrue, whenFalse: parser.value });
}

function beginNext(parser: Parser): Next {
  parser.level = level.expression;
  return next.begin;
}

function endOf(parser: Parser): number {
  return parser.value.end;
}

function endBody(parser: Parser, value: Expression): Next {
  parser.stack.pop();
  parser.value = value;
  return handOver(parser);
}

/** The value cannot be followed by this token: from here to where the open construct goes on, all is broken. */
function recover(parser: Parser): Next {
  const { value } = parser;
  open(parser, { kind: frame.broken, start: value.start, children: [value], awaitsSemicolon: false });
  return next.resume;
}

/** The next part of broken text: an expression as far as one can be read, else a token that is passed over. */
export function resumeBroken(parser: Parser, top: BrokenFrame): Next {
  while (!isAwaited(parser) && !(top.awaitsSemicolon && beginsBinding(parser))) {
    if (parser.kind === token.interpolationOpen) return openInterpolation(parser);
    if (parser.kind >= token.identifier && parser.kind <= token.minus) return beginNext(parser);
    advance(parser);
  }
  parser.stack.pop();
  return endBroken(parser, top);
}

function endBroken(parser: Parser, top: BrokenFrame): Next {
  const outer = topFrame(parser);
  if (top.awaitsSemicolon) {
    stopWaiting(parser, token.semicolon);
    take(parser, token.semicolon);
  }
  const node = broken(top.start, endBefore(parser), top.children);
  if (outer.kind === frame.set) outer.bindings.push(node);
  else if (outer.kind === frame.formals) {
    outer.formals.push(node);
    take(parser, token.comma);
  } else if (outer.kind === frame.inherit && !outer.awaitsFrom) outer.names.push(node);
  else {
    parser.value = node;
    return next.selected;
  }
  return next.resume;
}

function bindings(parser: Parser): Node[] {
  const set = topFrame(parser);
  if (set.kind !== frame.set) throw new Error(`a binding ended in frame ${set.kind}`);
  return set.bindings as Node[];
}
