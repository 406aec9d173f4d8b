/** The kinds of tokens, as small integers so that a file's tokens are three flat arrays. It knows no grammar. */

/** Closers come first: the parser counts by these numbers which of them an open construct still waits for. */
export const token = {
  end: 0,
  parenClose: 1,
  bracketClose: 2,
  braceClose: 3,
  semicolon: 4,
  inWord: 5,
  thenWord: 6,
  elseWord: 7,
  comma: 8,
  /** Text in a string or path that has interpolations, and what ends it. */
  stringText: 9,
  stringClose: 10,
  indentedText: 11,
  indentedClose: 12,
  pathText: 13,
  pathClose: 14,

  /** From here to `let`: what can begin a simple expression, so an argument. */
  identifier: 15,
  integer: 16,
  float: 17,
  /** A whole string without interpolations. */
  string: 18,
  stringOpen: 19,
  indentedString: 20,
  indentedOpen: 21,
  path: 22,
  /** The first text of a path with interpolations. */
  pathOpen: 23,
  searchPath: 24,
  uri: 25,
  parenOpen: 26,
  bracketOpen: 27,
  braceOpen: 28,
  recWord: 29,
  letWord: 30,
  /** From here to `interpolationOpen`: what else the parser accepts as the beginning of an expression. */
  ifWord: 31,
  withWord: 32,
  assertWord: 33,
  not: 34,
  minus: 35,
  interpolationOpen: 36,

  inheritWord: 37,
  orWord: 38,
  colon: 39,
  dot: 40,
  at: 41,
  assign: 42,
  ellipsis: 43,
  question: 44,

  pipeInto: 45,
  pipeFrom: 46,
  implies: 47,
  logicalOr: 48,
  logicalAnd: 49,
  equal: 50,
  notEqual: 51,
  less: 52,
  greater: 53,
  lessEqual: 54,
  greaterEqual: 55,
  update: 56,
  plus: 57,
  times: 58,
  divide: 59,
  concat: 60,
  unknown: 61,
} as const;

export type TokenKind = (typeof token)[keyof typeof token];

export const keywords: ReadonlyMap<string, TokenKind> = new Map([
  ["if", token.ifWord],
  ["then", token.thenWord],
  ["else", token.elseWord],
  ["assert", token.assertWord],
  ["with", token.withWord],
  ["let", token.letWord],
  ["in", token.inWord],
  ["rec", token.recWord],
  ["inherit", token.inheritWord],
  ["or", token.orWord],
]);

/** Significant tokens only; the last is `end`. White space and comments are the gaps between them. */
export type Tokens = {
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  count: number;
};

export function createTokens(textLength: number): Tokens {
  const room = (textLength >> 2) + 16;
  return { kinds: new Uint8Array(room), starts: new Int32Array(room), ends: new Int32Array(room), count: 0 };
}

export function addToken(tokens: Tokens, kind: TokenKind, start: number, end: number): void {
  const place = tokens.count++;
  if (place === tokens.kinds.length) grow(tokens);
  tokens.kinds[place] = kind;
  tokens.starts[place] = start;
  tokens.ends[place] = end;
}

function grow(tokens: Tokens): void {
  const room = tokens.kinds.length * 2;
  const { kinds, starts, ends } = tokens;
  tokens.kinds = new Uint8Array(room);
  tokens.starts = new Int32Array(room);
  tokens.ends = new Int32Array(room);
  tokens.kinds.set(kinds);
  tokens.starts.set(starts);
  tokens.ends.set(ends);
}
