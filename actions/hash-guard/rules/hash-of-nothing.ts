/** Hashes of an empty file or folder: the fetch gave nothing, and the nothing was pinned. */

import { type Node, textOf } from "../../lib/nix/syntax/tree.ts";
import type { Remark } from "../finding.ts";
import type { HashSite } from "../hash-site.ts";
import { nothingOf, severityOf } from "../hash-verdict.ts";
import type { NixFile } from "../nix-file.ts";
import { hashFix } from "../source.ts";
import type { NixRule } from "./rule.ts";

export const hashOfNothing: NixRule = {
  code: "hash-of-nothing",
  summary: "A hash is that of nothing.",
  help: [
    "The hash of an empty file, or of the archive of an empty file or folder: the download or the script behind it gave",
    "nothing, and what it gave was pinned. A package that says it is empty (`emptyFile`) is not meant.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const site of file.hashes) {
      const nothing = nothingOf(site.hash);
      if (nothing === undefined || saysEmpty(file, site)) continue;
      const { start, end } = site.node;
      const what = `${site.attribute ?? "hash"} ${JSON.stringify(site.text)} is the hash of ${nothing}`;
      const fix = `see what the fetch really gives; ${hashFix(file.scopes, site.fetch)}`;
      yield { start, end, severity: severityOf(site), what, fix };
    }
  },
};

/** The file, or a name on the way to the hash, says that nothing is what is wanted. */
function saysEmpty(file: NixFile, site: HashSite): boolean {
  if (/empty/i.test(file.file)) return true;
  for (let node: Node | undefined = site.node; node !== undefined; node = node.parent) {
    if (node.kind === "binding" && node.path.some((name) => /empty/i.test(textOf(file.tree, name))))
      return true;
  }
  return false;
}
