/** What a rule is: its words, and a pure look at one file. A rule reads no other file and changes nothing. */

import type { GuardCode } from "../../../workflows/problem.ts";
import type { Remark } from "../finding.ts";
import type { NixFile } from "../nix-file.ts";

export type Rule = {
  readonly code: GuardCode;
  /** One sentence: what is wrong. */
  readonly summary: string;
  /** Why it is wrong, what is not meant, how to mend it; Markdown. */
  readonly help: string;
};

export type NixRule = Rule & { readonly check: (file: NixFile) => Iterable<Remark> };
