/** Hashes whose own comment says that they are not the real ones. Only a fetch could prove it. */

import { commentsNear, commentText } from "../../lib/nix/syntax/comment.ts";
import type { Remark } from "../finding.ts";
import type { HashSite } from "../hash-site.ts";
import { isPlaceholder } from "../hash-verdict.ts";
import type { NixFile } from "../nix-file.ts";
import { hashFix } from "../source.ts";
import type { NixRule } from "./rule.ts";

export const hashTodoComment: NixRule = {
  code: "hash-todo-comment",
  summary: "A comment says that the hash is not the real one.",
  help: [
    'A well-formed hash can be invented: `hash = "sha256-gRvq…"; # Update with actual hash`. Such a comment on the line of',
    "the hash or above it is all that shows it. Fetch the source, put its hash, delete the comment. Comments on how to",
    "update a package are not meant.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const site of file.hashes) {
      if (!isBelievable(site) || site.shown) continue;
      const admission = commentsNear(file.tree, site.holder ?? site.node)
        .map((comment) => commentText(file.tree, comment))
        .find(admits);
      if (admission === undefined) continue;
      const { start, end } = site.node;
      const what = `${site.attribute ?? "hash"} is not the real one, says its comment: ${JSON.stringify(shortened(admission))}`;
      const fix = `${hashFix(file.scopes, site.fetch)}, and delete the comment`;
      yield { start, end, severity: "warning", what, fix };
    }
  },
};

const subject = /\b(?:hash|sha(?:1|256|512)?|checksum|this|value|it)\b/i;
const plain =
  /\b(?:placeholder|dummy|fake|bogus|made[- ]up|invented|TBD|to be (?:filled|computed|calculated|replaced|updated|determined)|will (?:be )?(?:calculated?|computed?|filled?|replaced?|updated?)|assum(?:e|ing) (?:this|the hash|sha|it))\b/i;
const request =
  /\b(?:update|replace|change|fix|correct|fill(?: in)?|set|compute|calculate|put|get|insert|need(?:s|ed)?)\b.{0,40}\b(?:hash|sha(?:1|256|512)?|checksum)\b|\b(?:actual|real|correct|right|proper)\b.{0,20}\b(?:hash|sha(?:1|256|512)?|checksum|value|one)\b/i;
const todo = /\b(?:TODO|FIXME|XXX|HACK)\b/;
/** How a package is updated, by whom, and why a hash differs: not that it is wrong. */
const custom =
  /\b(?:nix-update|update(?:d|s)? (?:by|via|with|using)|update script|updater|when (?:updating|bumping|upgrading)|keep in sync|on (?:each|every) update)\b/i;

function admits(comment: string): boolean {
  if (custom.test(comment) && !/\bactual|real\b/i.test(comment)) return false;
  return plain.test(comment) || request.test(comment) || (todo.test(comment) && subject.test(comment));
}

function isBelievable(site: HashSite): boolean {
  return site.hash !== undefined && !isPlaceholder(site) && !site.madeUp;
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}
