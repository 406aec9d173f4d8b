/** URLs that give something else tomorrow, beside a hash that does not. Home pages and change logs are not meant. */

import { attributeNamed, type Fetch, plainArgument } from "../fetch.ts";
import type { Remark } from "../finding.ts";
import { movingPart } from "../moving-url.ts";
import type { NixFile } from "../nix-file.ts";
import { isShown } from "../standing.ts";
import { type Url, urlsOf } from "../url.ts";
import type { NixRule } from "./rule.ts";

export const urlMutable: NixRule = {
  code: "url-mutable",
  summary: "A URL gives something else tomorrow.",
  help: [
    "A branch (`refs/heads/x`, `/raw/main/`), `releases/latest/download`, a range of versions on an npm CDN, `nightly`: the",
    "hash is that of one day. URLs are followed through `let` and interpolation. Only what a fetch downloads is meant, not",
    "`meta.homepage`.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const fetch of file.fetches) {
      if (fetch.fetcher.source !== "url" || isUnpinned(file, fetch)) continue;
      for (const url of urlsOf(file.scopes, fetch)) {
        const part = movingPart(url.text);
        if (part !== undefined) yield remark(file, fetch, { url, part });
      }
    }
  },
};

/** Without a hash it is worse than mutable: eval-fetch-unpinned says so. */
function isUnpinned(file: NixFile, fetch: Fetch): boolean {
  return (
    fetch.fetcher.builtin === true &&
    (plainArgument(file.scopes, fetch) !== undefined ||
      attributeNamed(fetch, "sha256", "narHash") === undefined)
  );
}

function remark(file: NixFile, fetch: Fetch, { url, part }: { url: Url; part: string }): Remark {
  return {
    start: url.node.start,
    end: url.node.end,
    severity: isShown(file.scopes, fetch.call) ? "note" : "error",
    what: `${JSON.stringify(url.text.replaceAll("\u0000", "…"))} changes: ${part}`,
    fix: "put a version or a full commit into the URL, and the hash that belongs to it",
  };
}
