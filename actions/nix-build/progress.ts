/** The line a person watches while derivations build. */

import { nameOf } from "../lib/nix/failure.ts";
import { type LogState, runningBuilds } from "../lib/nix/log-state.ts";

/** `now` on the clock of the log's times, in milliseconds. */
export function renderProgress(log: LogState, now: number): string {
  const { done, expected, running, failed } = log.counts;
  const counts = [`${done}/${Math.max(expected, done)} derivations`, `${running} running`];
  if (failed > 0) counts.push(`${failed} failed`);
  const longest = longestRunning(log);
  if (longest === undefined) return counts.join(" · ");
  const phase = longest.phase === undefined ? "" : ` (${longest.phase})`;
  const machine = longest.machine === "" ? "" : ` on ${longest.machine}`;
  const time = renderSeconds((now - longest.startedAt) / 1000);
  return `${counts.join(" · ")} · ${nameOf(longest.drvPath)}${phase}${machine} for ${time}`;
}

/** `7s`, `3m07s`, `2h05m`. */
export function renderSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m${two(whole % 60)}s`;
  return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}

/** Nix 2.4 to 2.28 does not tell which build ended: of those not known to be over, the last to speak run. */
function longestRunning(log: LogState): ReturnType<typeof runningBuilds>[number] | undefined {
  return runningBuilds(log)
    .toSorted((a, b) => b.lastLineAt - a.lastLineAt)
    .slice(0, log.counts.running)
    .toSorted((a, b) => a.startedAt - b.startedAt)[0];
}
