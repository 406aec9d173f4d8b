/** Which source a fetch names, and the command that asks for its hash or commit. It runs no command. */

import type { Scopes } from "../lib/nix/syntax/scope.ts";
import { attributeNamed, type Fetch, plainArgument, textOfAttribute } from "./fetch.ts";
import { isCommit } from "./mutable-name.ts";
import { urlsOf } from "./url.ts";

/** `https://github.com/owner/repo`; undefined when a part of it is not decidable. */
export function repositoryUrl(scopes: Scopes, fetch: Fetch): string | undefined {
  if (fetch.fetcher.source !== "repository") return undefined;
  const text = (...names: readonly string[]): string | undefined => textOfAttribute(scopes, fetch, ...names);
  const url = text("url") ?? (fetch.builtin ? plainArgument(scopes, fetch) : undefined);
  if (url !== undefined) return url.replace(/^git\+/, "").replace(/\.git\/?$/, "");
  if (attributeNamed(fetch, "domain", "githubBase") && text("domain", "githubBase") === undefined)
    return undefined;
  const host = text("domain", "githubBase") ?? fetch.fetcher.forge;
  const owner = attributeNamed(fetch, "group") ? undefined : text("owner");
  const repo = text("repo");
  if (host === undefined || owner === undefined || repo === undefined) return undefined;
  const at = host.startsWith("tangled.") && !owner.startsWith("@") ? "@" : "";
  return `https://${host}/${at}${owner}/${repo}`;
}

export function revisionOf(scopes: Scopes, fetch: Fetch): string | undefined {
  return textOfAttribute(scopes, fetch, "rev", "tag");
}

/** How to learn the real hash, as the user would type it. */
export function hashFix(scopes: Scopes, fetch: Fetch | undefined): string {
  const command = fetch && prefetchCommand(scopes, fetch);
  return command === undefined
    ? 'build it once and put here the hash that Nix prints after "got:"'
    : `put here the hash that this prints: ${command}`;
}

export function commitFix(scopes: Scopes, fetch: Fetch, name: string): string {
  const url = repositoryUrl(scopes, fetch);
  const reference = name.replace(/^origin\//, "");
  return url === undefined
    ? "put the full commit in rev, and the hash that belongs to it"
    : `put the commit that this prints: git ls-remote ${quote(url)} ${quote(reference)}`;
}

/** As one word of a POSIX shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function prefetchCommand(scopes: Scopes, fetch: Fetch): string | undefined {
  if (fetch.fetcher.source === "url") {
    const url = urlsOf(scopes, fetch)[0]?.text;
    if (url === undefined || fetch.name.startsWith("fetchpatch") || !/^(?:https?|file|ftp):[^\0]*$/.test(url))
      return undefined;
    if (fetch.fetcher.hashes === "unknown") return undefined;
    const verb = fetch.fetcher.hashes === "flat" ? "nix store prefetch-file" : "nix flake prefetch";
    return `${verb} ${quote(url)}`;
  }
  if (
    attributeNamed(
      fetch,
      "fetchSubmodules",
      "leaveDotGit",
      "postFetch",
      "sparseCheckout",
      "fetchLFS",
      "deepClone",
    )
  )
    return undefined;
  const url = repositoryUrl(scopes, fetch);
  const revision = revisionOf(scopes, fetch);
  if (url === undefined || revision === undefined || !url.startsWith("https://")) return undefined;
  const kind = isCommit(revision) ? "rev" : "ref";
  const reference = kind === "ref" && !revision.startsWith("refs/") ? `refs/tags/${revision}` : revision;
  return `nix flake prefetch ${quote(`git+${url}?${kind}=${reference}`)}`;
}
