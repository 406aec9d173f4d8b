/** Character classes of Nix's lexer. All are ASCII; every other character belongs to none. */

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const digits = "0123456789";

export const digitClass = 1;
export const nameClass = 2;
export const pathClass = 4;
export const schemeClass = 8;
export const uriClass = 16;
export const spaceClass = 32;
export const nameStartClass = 64;
const none = 0;

const classes = new Uint8Array(128);
mark(digits, digitClass);
mark(`${letters}_`, nameStartClass);
mark(`${letters}${digits}_'-`, nameClass);
mark(`${letters}${digits}._-+`, pathClass);
mark(`${letters}${digits}+-.`, schemeClass);
mark(`${letters}${digits}%/?:@&=+$,-_.!~*'`, uriClass);
mark(" \t\r\n", spaceClass);

/** Whether the UTF-16 unit (NaN past the end of a text) has one of the classes. */
export function hasClass(unit: number, wanted: number): boolean {
  return unit < 128 && ((classes[unit] as number) & wanted) !== none;
}

/** The first place from `at` on whose character is not of the class. */
export function skipClass(text: string, at: number, wanted: number): number {
  const { length } = text;
  let end = at;
  while (end < length && hasClass(text.charCodeAt(end), wanted)) end++;
  return end;
}

function mark(characters: string, flag: number): void {
  for (const character of characters) {
    const unit = character.charCodeAt(0);
    classes[unit] = (classes[unit] as number) | flag;
  }
}

export const unit = {
  nul: 0,
  newline: 10,
  return: 13,
  space: 32,
  bang: 33,
  quote: 34,
  hash: 35,
  dollar: 36,
  ampersand: 38,
  apostrophe: 39,
  parenOpen: 40,
  parenClose: 41,
  star: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  colon: 58,
  semicolon: 59,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  at: 64,
  bracketOpen: 91,
  backslash: 92,
  bracketClose: 93,
  braceOpen: 123,
  bar: 124,
  braceClose: 125,
  tilde: 126,
} as const;
