/** The one table a person wants at the end: every attribute once, with what became of it and why. */

import { renderTextTable } from "../../workflows/table.ts";
import { type PlanFile, type Skip, skipReasons } from "../lib/plan-file.ts";
import type { AttributeResult, PathResult, ResultsFile } from "../lib/results-file.ts";

export type LedgerRow = {
  readonly attr: string;
  readonly organization: string;
  readonly name: string;
  readonly state: AttributeResult["state"] | "skipped" | "planned" | "does not evaluate";
  /** The reason of a skip, the class and root cause of a failure. */
  readonly why: string;
  /** Of its own outputs: `pushed`, `present`, `upstream`, `failed`, or empty when there was nothing to push. */
  readonly cache: string;
};

export function ledgerOf(
  plan: PlanFile,
  results: ResultsFile | undefined,
  paths: readonly PathResult[],
): readonly LedgerRow[] {
  const byAttr = new Map(results?.attributes.map((result) => [result.attr, result]));
  const byPath = new Map(paths.map((path) => [path.path, path.state]));
  const entries = plan.entries.map((entry): LedgerRow => {
    const result = byAttr.get(entry.attr);
    return {
      ...identityOf(entry),
      state: result?.state ?? "planned",
      why: result === undefined ? "" : whyOf(result),
      cache: cacheState(Object.values(result?.outputs ?? {}), byPath),
    };
  });
  const skips = plan.skipped.map(
    (skip): LedgerRow => ({ ...identityOf(skip), state: "skipped", why: reasonOf(skip), cache: "" }),
  );
  return [...entries, ...skips].sort((a, b) => (a.attr < b.attr ? -1 : a.attr > b.attr ? 1 : 0));
}

export function renderLedger(rows: readonly LedgerRow[]): string {
  return renderTextTable({
    header: ["attribute", "state", "cache", "why"],
    rows: rows.map((row) => [row.attr, row.state, row.cache, row.why]),
  });
}

/** How many of each, in words: `4 built, 1 failed, 2 skipped (broken, unsupported)`. */
export function renderTotals(rows: readonly LedgerRow[]): string {
  const counts = Map.groupBy(rows, ({ state }) => state);
  const reasons = skipReasons.filter((reason) =>
    rows.some((row) => row.state === "skipped" && row.why.startsWith(reason)),
  );
  return [...counts]
    .map(
      ([state, { length }]) => `${length} ${state}${state === "skipped" ? ` (${reasons.join(", ")})` : ""}`,
    )
    .join(", ");
}

function whyOf({ failure, accepted }: AttributeResult): string {
  if (failure !== undefined) return `${failure.class}: ${failure.explanation}`;
  return accepted === undefined ? "" : `known-failing: accepted: ${accepted}`;
}

function identityOf(
  from: Skip | PlanFile["entries"][number],
): Pick<LedgerRow, "attr" | "organization" | "name"> {
  return { attr: from.attr, organization: from.organization, name: from.name };
}

function reasonOf(skip: Skip): string {
  return skip.detail === undefined ? skip.reason : `${skip.reason}: ${skip.detail}`;
}

function cacheState(outputs: readonly string[], byPath: ReadonlyMap<string, string>): string {
  const states = new Set(outputs.flatMap((path) => byPath.get(path) ?? []));
  return [...states].join(", ");
}
