/** Attribute sets and `let`: how they begin and how their bindings follow each other. */

import { frame, type SetFrame } from "./frame.ts";
import { aName, aSet, unplaced } from "./node.ts";
import { beginInherit } from "./parse-inherit.ts";
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
  peekKind,
  refuse,
  refuseHere,
  startOf,
  stopWaiting,
  trimmed,
} from "./parser-state.ts";
import { type TokenKind, token } from "./token.ts";

export function beginSet(parser: Parser, form: "set" | "rec" | "legacy-let"): Next {
  const start = startOf(parser);
  advance(parser);
  if (form !== "set") advance(parser);
  open(parser, { kind: frame.set, start, form, bindings: [] }, token.braceClose);
  return next.resume;
}

export function beginLet(parser: Parser): Next {
  if (peekKind(parser, 1) === token.braceOpen) return beginSet(parser, "legacy-let");
  if (parser.level !== level.expression) refuseHere(parser, `"let" must be in parentheses here`);
  const start = startOf(parser);
  advance(parser);
  open(parser, { kind: frame.set, start, form: "let", bindings: [] }, token.inWord);
  return next.resume;
}

/** The next binding, or the end of the set. */
export function resumeSet(parser: Parser, top: SetFrame): Next {
  const closer: TokenKind = top.form === "let" ? token.inWord : token.braceClose;
  switch (parser.kind) {
    case token.identifier:
    case token.orWord:
    case token.string:
    case token.stringOpen:
    case token.interpolationOpen:
      return beginBinding(parser);
    case token.inheritWord:
      return beginInherit(parser);
    case closer:
      stopWaiting(parser, closer);
      advance(parser);
      return endSet(parser, top);
    default:
  }
  if (parser.kind === token.semicolon) return skipSemicolon(parser, top);
  refuse(parser, top.form === "let" ? `"in" or a binding` : `"}" or a binding`);
  // In a `let`, what can only be an expression is its body: the `in` was forgotten.
  const isBody = top.form === "let" && parser.kind >= token.identifier && parser.kind <= token.minus;
  if (isAwaited(parser) || isBody) {
    stopWaiting(parser, closer);
    return endSet(parser, top);
  }
  return beginBrokenBinding(parser);
}

/** One semicolon too many. */
function skipSemicolon(parser: Parser, top: SetFrame): Next {
  refuse(parser, "a binding");
  top.bindings.push(broken(startOf(parser), parser.ends[parser.at] as number));
  advance(parser);
  return next.resume;
}

function endSet(parser: Parser, top: SetFrame): Next {
  parser.stack.pop();
  const { start, form } = top;
  const bindings = trimmed(top.bindings);
  if (form === "let") {
    parser.level = level.expression;
    return open(parser, { kind: frame.letBody, start, bindings });
  }
  const end = endBefore(parser);
  parser.value =
    form === "legacy-let"
      ? { kind: "legacy-let", ...unplaced(start, end), bindings }
      : aSet(start, end, form === "rec", bindings);
  return next.simple;
}

function beginBinding(parser: Parser): Next {
  const start = startOf(parser);
  if (parser.kind === token.identifier && peekKind(parser, 1) === token.assign) {
    const end = parser.ends[parser.at] as number;
    const name = aName(start, end, parser.text.slice(start, end));
    advance(parser);
    advance(parser);
    parser.level = level.expression;
    return open(parser, { kind: frame.binding, start, path: [name] }, token.semicolon);
  }
  open(parser, { kind: frame.path, start, of: "binding", target: undefined, names: [], awaitsName: true });
  return next.resume;
}

function beginBrokenBinding(parser: Parser): Next {
  open(
    parser,
    { kind: frame.broken, start: startOf(parser), children: [], awaitsSemicolon: true },
    token.semicolon,
  );
  return next.resume;
}
