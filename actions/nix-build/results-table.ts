/** The results of a build as rows for people: attribute, state, class, seconds, and why or from where. */

import type { Table } from "../../workflows/table.ts";
import type { AttributeResult } from "../lib/results-file.ts";
import { renderSeconds } from "./progress.ts";

/** In the order they are shown. */
export const states = ["failed", "not-reached", "built", "substituted", "skipped"] as const;

const longestReason = 120;

/** What needs a person comes first. */
export function resultsTable(results: readonly AttributeResult[]): Table {
  const ordered = results.toSorted((a, b) => states.indexOf(a.state) - states.indexOf(b.state));
  return {
    header: ["attribute", "state", "class", "seconds", "why"],
    rows: ordered.map(({ attr, state, seconds, failure, ...rest }) => [
      ...[attr, state, failure?.class ?? ""],
      seconds === undefined ? "" : renderSeconds(seconds),
      shorten(whyOf({ failure, ...rest })),
    ]),
    figures: [3],
  };
}

function whyOf({
  failure,
  accepted,
  cachedFrom,
  mended,
}: {
  readonly [K in "failure" | "accepted" | "cachedFrom" | "mended"]?: AttributeResult[K];
}): string {
  if (failure !== undefined) {
    const again = failure.remembered ? ", not built again" : "";
    const since = failure.since === undefined ? "" : ` (still failing since ${failure.since}${again})`;
    return `${failure.explanation}${since}`;
  }
  const texts = [
    accepted === undefined ? "" : `known to fail, accepted: ${accepted}`,
    cachedFrom === undefined ? "" : `from ${cachedFrom}`,
    mended === undefined ? "" : `mended: had failed since ${mended}`,
  ];
  return texts.filter((text) => text !== "").join("; ");
}

function shorten(text: string): string {
  return text.length > longestReason ? `${text.slice(0, longestReason)}…` : text;
}
