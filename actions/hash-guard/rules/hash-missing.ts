/** Fetches without any hash: nixpkgs takes a placeholder for it, so no search for placeholders can see them. */

import type { Fetch } from "../fetch.ts";
import { hashAttributesOf } from "../fetch.ts";
import type { Remark } from "../finding.ts";
import type { NixFile } from "../nix-file.ts";
import { hashFix } from "../source.ts";
import { isShown, standingOf } from "../standing.ts";
import type { NixRule } from "./rule.ts";

export const hashMissing: NixRule = {
  code: "hash-missing",
  summary: "A fetch has no hash.",
  help: [
    "`fetchurl { url = …; }` evaluates: nixpkgs puts `lib.fakeHash` where the hash is missing, and the build fails. A fetch",
    "whose attributes the file does not show (`// x`, an imported file) is not meant, nor a function of the same name",
    "that the file defines itself. `builtins.fetchTarball` and its sisters are the matter of eval-fetch-unpinned.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const fetch of file.fetches) {
      if (!lacksHash(fetch) || standingOf(file.scopes, fetch.callee) === undefined) continue;
      const { start, end } = fetch.callee;
      const severity = isShown(file.scopes, fetch.call) ? "note" : "error";
      const what = `${fetch.name} has no hash`;
      yield { start, end, severity, what, fix: `add hash = "…"; ${hashFix(file.scopes, fetch)}` };
    }
  },
};

function lacksHash(fetch: Fetch): boolean {
  if (fetch.fetcher.builtin || fetch.custom || fetch.attributes === undefined || fetch.attributes.open)
    return false;
  const { known } = fetch.attributes;
  if (hashAttributesOf(fetch).length > 0 || known.has("outputHash")) return false;
  return ["url", "urls", "repo", "pname", "src", "artifactId"].some((name) => known.has(name));
}
