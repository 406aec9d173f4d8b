/** Nix 2.34 ends builds with `timed out after 5 seconds` and names none: the clock tells which. A guess, and only that. */

import type { Finding } from "./failure-patterns.ts";
import type { Build } from "./log-state.ts";

/** Nix looks at the clock once a second or so, and reading its log takes a moment. */
const slackSeconds = 2;

/** One derivation for each finding at most: the one that ran, or was silent, nearest to the limit. */
export function matchTimeouts(
  findings: readonly Finding[],
  builds: readonly Build[],
): ReadonlyMap<string, Finding> {
  const candidates = findings.flatMap((finding) =>
    builds.flatMap((build) => {
      const { startedAt, lastLineAt, endedAt } = build;
      if (finding.limit === undefined || endedAt === undefined) return [];
      const ran = distance(endedAt - startedAt, finding.limit);
      const silent = distance(endedAt - lastLineAt, finding.limit);
      return [{ finding, build, ran, silent, nearest: Math.min(ran, silent) }];
    }),
  );
  const matched = new Map<string, Finding>();
  const spent = new Set<Finding>();
  for (const { finding, build, ran, silent, nearest } of candidates.sort((a, b) => a.nearest - b.nearest)) {
    if (nearest > slackSeconds || spent.has(finding) || matched.has(build.drvPath)) continue;
    spent.add(finding);
    const reason = silent < ran ? `was silent for ${finding.limit} seconds` : finding.reason;
    matched.set(build.drvPath, { ...finding, reason });
  }
  return matched;
}

/** Seconds between a time in milliseconds and a limit. */
function distance(milliseconds: number, limit: number): number {
  return Math.abs(milliseconds / 1000 - limit);
}
