/** How much one push may bring, and who used it up. Sizes are uncompressed: what they compress to nobody knows before. */

import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { formatBytes } from "./push-report.ts";

const units: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
const mostOffenders = 5;

/** `500 MiB` in bytes; empty: no limit. Problem: input-invalid. */
export function parseSizeBudget(text: string): Outcome<number | undefined> {
  if (text === "") return succeed(undefined);
  const found = /^(\d{1,9}) ?(KiB|MiB|GiB)$/.exec(text);
  if (found !== null) return succeed(Number(found[1]) * (units[found[2] ?? ""] ?? 1));
  return refuse({
    code: "input-invalid",
    severity: "error",
    where: "size-budget",
    what: `${JSON.stringify(text)} is no size`,
    fix: "write a number and KiB, MiB or GiB: 500 MiB",
  });
}

/** Undefined while `infos`, after what was sent before them, are within the budget. */
export function overBudget(
  infos: readonly PathInfo[],
  sentBefore: number,
  budget: number | undefined,
): Problem | undefined {
  const total = infos.reduce((sum, { narSize }) => sum + narSize, sentBefore);
  if (budget === undefined || total <= budget) return undefined;
  const largest = infos.toSorted((left, right) => right.narSize - left.narSize).slice(0, mostOffenders);
  const offenders = largest.map(({ path, narSize }) => `${path} (${formatBytes(narSize)})`).join(", ");
  return {
    code: "push-too-large",
    severity: "error",
    where: "size-budget",
    what: `${infos.length} paths of ${formatBytes(total)} together are over the budget of ${formatBytes(budget)}, nothing of them is sent; the largest: ${offenders}`,
    fix: "raise size-budget, or make the outputs smaller: nix why-depends shows why a large path is in a closure",
  };
}
