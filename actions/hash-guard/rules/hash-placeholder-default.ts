/** Placeholder hashes as defaults: of an argument, of an option, behind `or`. Whether they are used only evaluation can say. */

import type { Remark } from "../finding.ts";
import { isPlaceholder } from "../hash-verdict.ts";
import type { NixFile } from "../nix-file.ts";
import { placeholderRemark } from "./hash-placeholder.ts";
import type { NixRule } from "./rule.ts";

export const hashPlaceholderDefault: NixRule = {
  code: "hash-placeholder-default",
  summary: "A placeholder hash is the default.",
  help: [
    "`args.vendorHash or lib.fakeHash` and `{ hash ? lib.fakeHash }` turn a forgotten hash into a build that fails late,",
    "far from the mistake. Without the default Nix names the missing attribute at once. An empty default",
    '(`hash ? ""`) is the custom of nixpkgs and not meant.',
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const site of file.hashes) {
      if (site.role !== "default" || !isPlaceholder(site)) continue;
      yield {
        ...placeholderRemark(file, site),
        fix: "drop the default, so that a forgotten hash is an error where it is forgotten",
      };
    }
  },
};
