/** Hashes that are readable and yet nothing a hash function gives: one letter, a short period, the alphabet. */

import type { Remark } from "../finding.ts";
import { severityOf } from "../hash-verdict.ts";
import type { NixFile } from "../nix-file.ts";
import { hashFix } from "../source.ts";
import type { NixRule } from "./rule.ts";

export const hashLowEntropy: NixRule = {
  code: "hash-low-entropy",
  summary: "A hash is made up.",
  help: [
    "`sha256-BBBB…`, `sha256-0000…`, `sha256-XXXX…` and `0123456789abcdef…` are placeholders that are not zero, so neither",
    "Nix nor a search for `fakeHash` knows them. Three symbols or fewer, one piece again and again, or eight letters of the",
    "alphabet in a row: no hash function gave that.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const site of file.hashes) {
      if (!site.madeUp) continue;
      const { start, end } = site.node;
      const what = `${site.attribute ?? "hash"} ${JSON.stringify(site.text)} is made up: no hash function gives it`;
      yield { start, end, severity: severityOf(site), what, fix: hashFix(file.scopes, site.fetch) };
    }
  },
};
