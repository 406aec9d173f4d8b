/** Parses Nix. Any text gives a tree: what does not fit becomes an error node. It never throws and never recurses. */

import { finish } from "./finish.ts";
import { frame } from "./frame.ts";
import { lex } from "./lexer.ts";
import { unplaced } from "./node.ts";
import { deliver, resumeBroken } from "./parse-deliver.ts";
import { beginExpression, continueSelected, continueSimple } from "./parse-expression.ts";
import { resumeFormals } from "./parse-formals.ts";
import { resumeInherit } from "./parse-inherit.ts";
import { resumeList } from "./parse-list.ts";
import { continueOperand } from "./parse-operator.ts";
import { resumeSet } from "./parse-set.ts";
import { resumePath, resumeString } from "./parse-string.ts";
import { createParser, type Next, next, type Parser, topFrame } from "./parser-state.ts";
import { createTokens } from "./token.ts";
import type { File, Tree } from "./tree.ts";

/** Bytes of text whose tokens are written into the same arrays, file after file: a new set for each costs a tenth of the time. */
const usual = 1 << 18;
const shared = createTokens(usual);

export function parse(text: string): Tree {
  const lexed = lex(text, text.length <= usual ? shared : createTokens(text.length));
  const parser = createParser(text, lexed);
  run(parser);
  const root: File = { kind: "file", ...unplaced(0, text.length), body: parser.value };
  const nodes = finish(root);
  const faults = parser.faults.sort((a, b) => a.start - b.start);
  return { text, root, nodes, comments: lexed.comments, faults, usesPipes: parser.usesPipes };
}

function run(parser: Parser): void {
  let todo: Next = next.begin;
  while (todo !== next.done) {
    switch (todo) {
      case next.begin:
        todo = beginExpression(parser);
        break;
      case next.simple:
        todo = continueSimple(parser);
        break;
      case next.selected:
        todo = continueSelected(parser);
        break;
      case next.operand:
        todo = continueOperand(parser);
        break;
      case next.deliver:
        todo = deliver(parser);
        break;
      default:
        todo = resume(parser);
    }
  }
}

function resume(parser: Parser): Next {
  const top = topFrame(parser);
  switch (top.kind) {
    case frame.set:
      return resumeSet(parser, top);
    case frame.list:
      return resumeList(parser, top);
    case frame.path:
      return resumePath(parser, top);
    case frame.string:
      return resumeString(parser, top);
    case frame.inherit:
      return resumeInherit(parser, top);
    case frame.formals:
      return resumeFormals(parser, top);
    case frame.broken:
      return resumeBroken(parser, top);
    default:
      throw new Error(`frame ${top.kind} cannot be resumed`);
  }
}
