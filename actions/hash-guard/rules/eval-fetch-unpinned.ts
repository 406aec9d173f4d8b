/** Fetches of the language without a lock, and search paths: pure evaluation refuses them, impure evaluation gives what is newest. */

import { applied, dottedName } from "../../lib/nix/syntax/application.ts";
import { staticString } from "../../lib/nix/syntax/literal.ts";
import { type Node, textOf } from "../../lib/nix/syntax/tree.ts";
import { attributeValue } from "../attributes.ts";
import { attributeNamed, type Fetch, hashAttributesOf, plainArgument } from "../fetch.ts";
import type { Remark } from "../finding.ts";
import type { NixFile } from "../nix-file.ts";
import { isShown, standingOf } from "../standing.ts";
import type { NixRule } from "./rule.ts";

export const evalFetchUnpinned: NixRule = {
  code: "eval-fetch-unpinned",
  summary: "Evaluation reads something that is not pinned.",
  help: [
    "`builtins.fetchTarball` and `builtins.fetchurl` without `sha256`, `fetchGit` and `fetchMercurial` without `rev`, an",
    "unlocked `fetchTree` or `getFlake`, and `<nixpkgs>`: flakes refuse them, everything else gets what is newest on that",
    "day. `{ pkgs ? import <nixpkgs> { } }` is a default that callers replace, so it is a note.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const fetch of file.fetches) {
      const severity = isDefault(fetch.call) ? "warning" : "error";
      if (isUnpinned(file, fetch)) yield remark(file, fetch.callee, unpinned(fetch), severity);
    }
    for (const call of file.text.includes("getFlake") ? file.all("apply") : []) {
      const reference = unlockedFlake(file, call);
      const severity = isDefault(call) ? "warning" : "error";
      if (reference !== undefined) yield remark(file, call, reference, severity);
    }
    for (const node of file.text.includes("<") ? file.all("search-path") : []) {
      const name = textOf(file.tree, node);
      if (name.startsWith("<nix/") || standingOf(file.scopes, node) === undefined) continue;
      yield searchPath(file, node, name);
    }
  },
};

function isUnpinned(file: NixFile, fetch: Fetch): boolean {
  if (!fetch.fetcher.builtin) return false;
  const plain = plainArgument(file.scopes, fetch);
  if (plain !== undefined) return /^[a-z][a-z+]*:/.test(plain) && !isLocked(plain);
  if (fetch.attributes === undefined || fetch.attributes.open) return false;
  const url = attributeValue(file.scopes, attributeNamed(fetch, "url", "path"));
  if (url?.kind === "path") return false;
  return hashAttributesOf(fetch).length === 0 && attributeNamed(fetch, "rev") === undefined;
}

function unpinned(fetch: Fetch): { what: string; fix: string } {
  const needs = fetch.fetcher.source === "url" ? 'sha256 = "…"' : 'rev = "<full commit>"';
  const what = `builtins.${fetch.name} without ${needs.replace(/ =.*/, "")}: pure evaluation refuses it`;
  return { what, fix: `give it attributes with url and ${needs};` };
}

function unlockedFlake(file: NixFile, call: Node): { what: string; fix: string } | undefined {
  const application = applied(call);
  const argument = application?.arguments[0];
  if (application === undefined || argument === undefined) return undefined;
  if (dottedName(file.tree, application.callee)?.at(-1) !== "getFlake") return undefined;
  const reference = staticString(file.tree, argument);
  if (reference === undefined || isLocked(reference) || /^(?:path:)?[./]/.test(reference)) return undefined;
  return {
    what: `builtins.getFlake ${JSON.stringify(reference)} is not locked: pure evaluation refuses it`,
    fix: "add it to the inputs of flake.nix, or put the full commit into the reference",
  };
}

function isLocked(reference: string): boolean {
  return /[0-9a-f]{40}|narHash=/.test(reference);
}

function searchPath(file: NixFile, node: Node, name: string): Remark {
  const severity = isDefault(node) ? "note" : "warning";
  const what = `${name} is whatever NIX_PATH says: pure evaluation refuses it`;
  return remark(
    file,
    node,
    { what, fix: "take it as an argument, from a flake input or a pinned source" },
    severity,
  );
}

function isDefault(node: Node): boolean {
  for (let outer: Node | undefined = node; outer !== undefined; outer = outer.parent) {
    if (outer.kind === "formal") return true;
    if (outer.kind === "select" && outer.default !== undefined) return true;
    if (outer.kind === "binding") return false;
  }
  return false;
}

function remark(
  file: NixFile,
  node: Node,
  words: { what: string; fix: string },
  severity: Remark["severity"] = "error",
): Remark {
  return {
    start: node.start,
    end: node.end,
    severity: isShown(file.scopes, node) ? "note" : severity,
    ...words,
  };
}
