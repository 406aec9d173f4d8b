/** What a fetch pins: a source and its hash, written so that two files can be compared. */

import { renderSri } from "../lib/nix/hash.ts";
import { textOf } from "../lib/nix/syntax/tree.ts";
import { attributeText } from "./attributes.ts";
import { type Fetch, textOfAttribute } from "./fetch.ts";
import { hashAttributes } from "./fetchers.ts";
import type { Place } from "./finding.ts";
import { isPlaceholder } from "./hash-verdict.ts";
import { movingPart } from "./moving-url.ts";
import { movingName } from "./mutable-name.ts";
import type { NixFile } from "./nix-file.ts";
import { repositoryUrl, revisionOf } from "./source.ts";
import { urlsOf } from "./url.ts";

export type Pin = Place & {
  /** SRI. */
  readonly hash: string;
  /** The repository or the URL. */
  readonly source: string;
  /** Of a repository. */
  readonly revision?: string;
  /** How the source becomes the hashed tree: fetcher and options; undefined when the file does not show all of them. */
  readonly manner: string | undefined;
};

/** Fetches of the file whose source and hash are both decidable; those of examples and tests show nothing. */
export function pinsOf(file: NixFile, placed: (start: number, end: number) => Place): readonly Pin[] {
  const pins: Pin[] = [];
  const sites = new Map(file.hashes.map((site) => [site.fetch, site]));
  for (const fetch of file.fetches) {
    const site = sites.get(fetch);
    const source = sourceOf(file, fetch);
    if (site?.hash === undefined || source === undefined) continue;
    if (site.shown || isPlaceholder(site) || site.madeUp) continue;
    const { start, end } = site.node;
    const manner = mannerOf(file, fetch);
    pins.push({ ...placed(start, end), ...source, hash: renderSri(site.hash), manner });
  }
  return pins;
}

function sourceOf(file: NixFile, fetch: Fetch): Pick<Pin, "source" | "revision"> | undefined {
  const { scopes } = file;
  if (fetch.fetcher.source === "repository") {
    const source = repositoryUrl(scopes, fetch);
    const revision = revisionOf(scopes, fetch)?.replace(/^refs\/tags\//, "");
    return source === undefined || revision === undefined || movingName(revision) !== undefined
      ? undefined
      : { source: source.toLowerCase(), revision };
  }
  if (fetch.fetcher.source === "url") {
    const url = urlsOf(scopes, fetch)[0]?.text;
    return url !== undefined && /^(?:https?|ftp|mirror):[^\0]*$/.test(url) && movingPart(url) === undefined
      ? sourceOfUrl(url, fetch.fetcher.hashes)
      : undefined;
  }
  const name = textOfAttribute(scopes, fetch, "pname", "crateName", "name");
  const revision = textOfAttribute(scopes, fetch, "version");
  return name === undefined || revision === undefined
    ? undefined
    : { source: `${fetch.name} ${name}`, revision };
}

/** An unpacked archive of a forge is its repository. */
export function sourceOfUrl(
  url: string,
  hashes: Fetch["fetcher"]["hashes"],
): Pick<Pin, "source" | "revision"> {
  const archive =
    /^(https:\/\/github\.com\/[^/]+\/[^/]+)\/archive\/(?:refs\/tags\/)?(.+?)\.(?:tar\.gz|zip)$/.exec(url);
  if (hashes !== "tree" || archive === null) return { source: url };
  return { source: (archive[1] as string).toLowerCase(), revision: archive[2] as string };
}

const coordinates: ReadonlySet<string> = new Set<string>([
  ...hashAttributes,
  ...["url", "urls", "owner", "repo", "rev", "tag", "name", "pname", "version", "domain", "meta", "passthru"],
]);

function mannerOf(file: NixFile, fetch: Fetch): string | undefined {
  if (fetch.attributes === undefined || fetch.attributes.open) return undefined;
  const options = [...fetch.attributes.known.values()]
    .filter(({ name }) => !coordinates.has(name))
    .map(
      (option) => `${option.name}=${attributeText(file.scopes, option) ?? textOf(file.tree, option.node)}`,
    );
  return [fetch.name, ...options.sort()].join(" ");
}
