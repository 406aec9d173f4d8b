/** Placeholder hashes that are used: by name, all zero in any encoding, or empty. Defaults are another rule's. */

import type { Remark } from "../finding.ts";
import type { HashSite } from "../hash-site.ts";
import { isPlaceholder, severityOf } from "../hash-verdict.ts";
import type { NixFile } from "../nix-file.ts";
import { hashFix } from "../source.ts";
import type { NixRule } from "./rule.ts";

export const hashPlaceholder: NixRule = {
  code: "hash-placeholder",
  summary: "A placeholder stands where a hash belongs.",
  help: [
    "`lib.fakeHash`, a hash whose bits are all zero (in base16, Nix base32 or SRI) and an empty hash are there to make",
    "the first build fail and print the real hash. Left in, every build fails; worse, whoever has the path already sees",
    "nothing. Comparisons, comments, texts and definitions of placeholders are not meant.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const site of file.hashes) {
      if (site.role === "used" && isPlaceholder(site)) yield placeholderRemark(file, site);
    }
  },
};

/** Also for defaults: the same words, the severity of their place. */
export function placeholderRemark(file: NixFile, site: HashSite): Remark {
  const { start, end } = site.node;
  return {
    start,
    end,
    severity: severityOf(site),
    what: describe(file, site),
    fix: hashFix(file.scopes, site.fetch),
  };
}

function describe(file: NixFile, site: HashSite): string {
  const subject = site.attribute === undefined ? "" : `${site.attribute} is `;
  const written = file.text.slice(site.node.start, site.node.end).replaceAll(/\s+/g, "");
  if (site.text === undefined) return `${subject}${written}, a placeholder`;
  if (site.text === "") return `${subject}empty, which Nix takes for a hash of zeros`;
  return `${subject}${JSON.stringify(site.text)}, a placeholder: every bit is zero`;
}
