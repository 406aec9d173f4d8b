/** What the parts of the lexer share: the place in the text, the tokens so far and the open strings. */

import type { Fault } from "./fault.ts";
import type { Tokens } from "./token.ts";
import type { Comment } from "./tree.ts";

/** What a `}` returns to. */
export const mode = { code: 0, string: 1, indented: 2, path: 3 } as const;

export type Lexer = {
  readonly text: string;
  at: number;
  readonly tokens: Tokens;
  readonly comments: Comment[];
  readonly faults: Fault[];
  /** One entry for each open brace, string and path; empty outside all of them. */
  readonly modes: number[];
  /** End of the last run of path characters looked at, and whether a path goes through it. */
  runEnd: number;
  runIsPath: boolean;
  /** End of the last run of scheme characters looked at, and whether it begins a URI. */
  schemeEnd: number;
  schemeIsUri: boolean;
};

export function createLexer(text: string, tokens: Tokens): Lexer {
  return {
    text,
    at: 0,
    tokens,
    comments: [],
    faults: [],
    modes: [],
    runEnd: -1,
    runIsPath: false,
    schemeEnd: -1,
    schemeIsUri: false,
  };
}

export function refuseToken(lexer: Lexer, start: number, end: number, what: string): void {
  lexer.faults.push({ kind: "token", start, end, what });
}
