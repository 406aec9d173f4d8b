/** Puts what is wrong with evaluated fetches into findings, each once, whatever the number of attributes and systems. */

import type { Problem } from "../../../workflows/problem.ts";
import type { Finding } from "../finding.ts";
import { findDuplicates } from "./duplicates.ts";
import type { EvaluatedFetch } from "./evaluated-fetch.ts";
import type { Told } from "./join.ts";
import { judge, type Verdict } from "./judge.ts";
import type { LiteralIndex } from "./literal-index.ts";
import { type Located, locate } from "./locate.ts";

export type Telling = {
  readonly told: readonly Told[];
  /** Of fetches that no file and no attribute gives a place. */
  readonly untold: readonly Problem[];
};

type Fault = {
  readonly fetch: EvaluatedFetch;
  readonly verdict: Omit<Verdict, "about">;
  readonly place: Located;
};

export function tell(fetches: readonly EvaluatedFetch[], index: LiteralIndex): Telling {
  const faults = fetches.flatMap((fetch) =>
    judge(fetch).map((verdict): Fault => ({ fetch, verdict, place: locate(fetch, verdict, index) })),
  );
  const places = new Map(fetches.map((fetch) => [fetch, locate(fetch, { about: "hash" }, index)]));
  const duplicates = findDuplicates(fetches, (fetch) => {
    const { where = { file: nameIn(fetch) }, excerpt = "" } = places.get(fetch) ?? {};
    return { where, excerpt };
  }).map(([fetch, verdict]): Fault => ({ fetch, verdict, place: places.get(fetch) ?? { written: false } }));
  const told = new Map<string, Told>();
  const untold = new Map<string, Problem>();
  for (const { fetch, verdict, place } of [...faults, ...duplicates]) {
    const { where, excerpt = "", around } = place;
    const { code, fix } = verdict;
    const severity = severityOf(fetch, verdict, place);
    const key = JSON.stringify([where ?? fetch.name, code, verdict.what]);
    if (told.has(key) || untold.has(key)) continue;
    const what = `${verdict.what} (${fetch.attr})`;
    if (where === undefined) untold.set(key, { code, severity, where: nameIn(fetch), what, fix });
    else {
      const finding: Finding = { code, severity, where, what, fix, excerpt };
      told.set(key, { finding, ...(around === undefined ? {} : { around }) });
    }
  }
  return { told: [...told.values()], untold: [...untold.values()] };
}

/** A dependency that none of the files writes comes from an input of the flake: only what breaks every build is the user's. */
function severityOf(
  { direct }: EvaluatedFetch,
  { code, severity }: Pick<Verdict, "code" | "severity">,
  { written }: Located,
): Verdict["severity"] {
  return written || direct || code === "hash-placeholder" ? severity : "note";
}

function nameIn({ name, attr }: EvaluatedFetch): string {
  return `${name} (${attr})`;
}
