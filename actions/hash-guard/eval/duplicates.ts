/** Evaluated fetches that share a hash or a source, compared by the rule that compares those of files. */

import type { Location } from "../../../workflows/problem.ts";
import { renderSri } from "../../lib/nix/hash.ts";
import { compareTexts, type Finding, type Place } from "../finding.ts";
import { isMadeUp } from "../hash-verdict.ts";
import { movingPart } from "../moving-url.ts";
import { movingName } from "../mutable-name.ts";
import { type Pin, sourceOfUrl } from "../pin.ts";
import { hashDuplicate } from "../rules/hash-duplicate.ts";
import type { EvaluatedFetch } from "./evaluated-fetch.ts";
import { isZeroFetch } from "./judge.ts";

/** Each finding with the fetch it is about; `placeOf` is what messages call the other one. */
export function findDuplicates(
  fetches: readonly EvaluatedFetch[],
  placeOf: (fetch: EvaluatedFetch) => Place,
): readonly (readonly [EvaluatedFetch, Finding])[] {
  const fetchAt = new Map<Location, EvaluatedFetch>();
  const pins = fetches.flatMap((fetch) => {
    const source = sourceOf(fetch);
    if (source === undefined || isZeroFetch(fetch) || isMadeUp(fetch.text ?? "", fetch.hash)) return [];
    const { where, excerpt } = placeOf(fetch);
    // The finding has the very place of its pin: one object for each fetch tells them apart.
    const own = { ...where };
    fetchAt.set(own, fetch);
    return [{ ...source, where: own, excerpt, hash: renderSri(fetch.hash), manner: fetch.manner }];
  });
  return [...hashDuplicate.compare(pins.toSorted(byPlace))].flatMap((finding) => {
    const fetch = fetchAt.get(finding.where);
    return fetch === undefined ? [] : [[fetch, finding] as const];
  });
}

/** As the file's own pins have it, so that both passes mean the same. */
function sourceOf({ urls, rev, tag, hashes }: EvaluatedFetch): Pick<Pin, "source" | "revision"> | undefined {
  const url = urls[0];
  if (url === undefined || !/^(?:https?|ftp|mirror|git|ssh|file):/.test(url)) return undefined;
  const revision = rev ?? tag;
  if (revision === undefined) return movingPart(url) === undefined ? sourceOfUrl(url, hashes) : undefined;
  if (movingName(revision) !== undefined) return undefined;
  const source = url.replace(/\.git\/?$/, "").toLowerCase();
  return { source, revision: revision.replace(/^refs\/tags\//, "") };
}

function byPlace(a: Pin, b: Pin): number {
  return (
    compareTexts(a.where.file, b.where.file) ||
    (a.where.line ?? 0) - (b.where.line ?? 0) ||
    (a.where.column ?? 0) - (b.where.column ?? 0) ||
    compareTexts(a.source, b.source)
  );
}
