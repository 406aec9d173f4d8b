/** What makes a file no valid Nix: the faults that `nix-instantiate --parse` refuses, as values. It renders no problem. */

export type FaultKind =
  /** The grammar: something is missing, or stands where nothing of its kind can. */
  | "syntax"
  /** A character or literal no token has: a stray character, an integer out of range, a path with a trailing slash. */
  | "token"
  | "duplicate-attribute"
  | "duplicate-formal"
  /** `${…}` or `"${…}"` as a name in a `let` or an `inherit`. */
  | "dynamic-attribute"
  | "undefined-variable";

export type Fault = {
  readonly kind: FaultKind;
  readonly start: number;
  readonly end: number;
  /** Lower case, quotes the wrong text, no full stop. */
  readonly what: string;
  /** Where the first of two duplicates is. */
  readonly earlier?: { readonly start: number; readonly end: number };
};
