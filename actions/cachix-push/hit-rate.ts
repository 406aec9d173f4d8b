/** What the caches saved the job: how many paths came from which cache, how many had to be built. */

import type { Origin } from "../lib/nix/origin.ts";

export type HitRate = {
  readonly built: number;
  /** By the name of the key that signed: one for each cache. */
  readonly fetched: Readonly<Record<string, number>>;
};

/** Sources and other files that were added count as neither. */
export function countOrigins(origins: Iterable<Origin>): HitRate {
  const fetched: Record<string, number> = {};
  let built = 0;
  for (const origin of origins) {
    if (origin.kind === "built") built++;
    if (origin.kind === "fetched") fetched[origin.signer] = (fetched[origin.signer] ?? 0) + 1;
  }
  return { built, fetched };
}

export function renderHitRate({ built, fetched }: HitRate): string {
  const byCount = Object.entries(fetched).sort(([, left], [, right]) => right - left);
  const hits = byCount.reduce((sum, [, count]) => sum + count, 0);
  if (hits + built === 0) return "the job needed nothing new in its store";
  const rate = Math.floor((100 * hits) / (hits + built));
  const sources = byCount.map(([signer, count]) => `${count} of ${signer}`).join(", ");
  return `hit rate ${rate} %: ${hits} fetched${sources === "" ? "" : ` (${sources})`}, ${built} built`;
}
