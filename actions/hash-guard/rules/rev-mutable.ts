/** Revisions that are branches, beside a hash that can fit one commit only. Moving tags are another rule's. */

import type { Fetch } from "../fetch.ts";
import { attributeNamed, textOfAttribute } from "../fetch.ts";
import type { Remark } from "../finding.ts";
import { type MovingName, movingAttribute } from "../mutable-name.ts";
import type { NixFile } from "../nix-file.ts";
import { commitFix } from "../source.ts";
import { isShown } from "../standing.ts";
import type { NixRule } from "./rule.ts";

export const revMutable: NixRule = {
  code: "rev-mutable",
  summary: "A source is pinned to a branch.",
  help: [
    '`rev = "main"` with a hash builds today and fails, or silently stays old, as soon as the branch moves: the hash is',
    "right for one commit only. Put the full commit in `rev` and the branch, if it is to be followed, in a comment.",
  ].join("\n"),
  check: (file) => movingRevisions(file, "branch"),
};

/** Fetches of repositories whose `rev` or `tag` is such a name. */
export function* movingRevisions(file: NixFile, wanted: MovingName): Iterable<Remark> {
  for (const fetch of file.fetches) {
    if (fetch.fetcher.source !== "repository" || fetch.fetcher.builtin) continue;
    for (const name of ["rev", "tag"] as const) {
      const text = textOfAttribute(file.scopes, fetch, name);
      if (text === undefined || movingAttribute(name, text) !== wanted) continue;
      yield remark(file, fetch, { name, text, wanted });
    }
  }
}

export function describeMoving(name: string, text: string, moves: MovingName): string {
  const kind = moves === "branch" ? "branch" : "name that is set again";
  return `${name} ${JSON.stringify(text)} is a ${kind}: the hash fits one commit of it only`;
}

function remark(
  file: NixFile,
  fetch: Fetch,
  { name, text, wanted }: { name: string; text: string; wanted: MovingName },
): Remark {
  const node = attributeNamed(fetch, name)?.node ?? fetch.call;
  const place = node.kind === "binding" ? node.value : node;
  return {
    start: place.start,
    end: place.end,
    severity: isShown(file.scopes, fetch.call) ? "note" : "error",
    what: describeMoving(name, text, wanted),
    fix: commitFix(file.scopes, fetch, text),
  };
}
