/** Tags that are set again: `latest`, `nightly`, `stable`. Branches are the matter of rev-mutable. */

import { movingRevisions } from "./rev-mutable.ts";
import type { NixRule } from "./rule.ts";

export const tagMutable: NixRule = {
  code: "tag-mutable",
  summary: "A source is pinned to a tag that moves.",
  help: [
    '`tag = "nightly"` names another commit tomorrow; the hash stays that of today\'s. Put the commit in `rev`, or a tag',
    "that is made once: a version.",
  ].join("\n"),
  check: (file) => movingRevisions(file, "tag"),
};
