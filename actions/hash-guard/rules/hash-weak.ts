/** Hashes of md5 and sha1, for which two contents with one hash can be made. Git revisions are not meant. */

import type { Severity } from "../../../workflows/problem.ts";
import type { HashAlgorithm } from "../../lib/nix/hash.ts";
import type { Remark } from "../finding.ts";
import { isPlaceholder, severityOf } from "../hash-verdict.ts";
import type { NixFile } from "../nix-file.ts";
import { hashFix } from "../source.ts";
import type { NixRule } from "./rule.ts";

export const hashWeak: NixRule = {
  code: "hash-weak",
  summary: "A hash is md5 or sha1.",
  help: [
    "Two contents with the same md5 or sha1 can be made on purpose, so such a hash pins nothing against an attacker. md5 is",
    "refused by nixpkgs' fetchers altogether. A git revision is sha1 too, and fine beside a sha256 hash.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const site of file.hashes) {
      const algorithm = site.hash?.algorithm;
      const severity = severityOfWeak(algorithm, severityOf(site));
      if (severity === undefined || isPlaceholder(site) || site.madeUp) continue;
      const { start, end } = site.node;
      const what = `${site.attribute ?? "hash"} ${JSON.stringify(site.text)} is ${algorithm}, which can be forged`;
      yield { start, end, severity, what, fix: `use sha256; ${hashFix(file.scopes, site.fetch)}` };
    }
  },
};

/** In a place of that severity; undefined for algorithms that hold. */
export function severityOfWeak(algorithm: HashAlgorithm | undefined, place: Severity): Severity | undefined {
  if (algorithm === "md5") return place;
  if (algorithm !== "sha1") return undefined;
  return place === "error" ? "warning" : place;
}
