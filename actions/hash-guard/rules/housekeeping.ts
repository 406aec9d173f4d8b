/** What the guard says of files and of its own comments, beside the rules: nobody can ignore these by a comment. */

import type { Rule } from "./rule.ts";

export const housekeeping: readonly Rule[] = [
  {
    code: "file-unreadable",
    summary: "A file could not be read, or only a part of it.",
    help: [
      "No permission, not UTF-8, a NUL byte behind which Nix reads nothing, a link that leads nowhere, more than 32 MiB or six",
      "million tokens. What cannot be read cannot be called clean; `exclude` in the settings leaves a path out on purpose.",
    ].join("\n"),
  },
  {
    code: "ignore-invalid",
    summary: "A `guard:ignore` names no rule, or gives no reason.",
    help: "Write `# guard:ignore RULE REASON`; until then it ignores nothing.",
  },
  {
    code: "ignore-unused",
    summary: "A `guard:ignore` has nothing to ignore.",
    help: "What it spoke of was mended: delete the comment, or it hides the next fault of its kind.",
  },
];
