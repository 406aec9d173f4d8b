/** What a push did, as data, and the same for people. Counts and texts only; it decides nothing. */

import type { Problem } from "../../../workflows/problem.ts";
import {
  escapeMarkdown,
  renderMarkdownTable,
  renderTextTable,
  type Table,
} from "../../../workflows/table.ts";
import type { PathResult } from "../results-file.ts";
import type { Tally } from "./http.ts";
import type { PathOutcome } from "./push-paths.ts";

export type PushReport = {
  /** As the user named it. */
  readonly cache: string;
  readonly policy: string;
  /** References before referrers. Empty when nothing was to be pushed or the cache could not be asked. */
  readonly paths: readonly PathResult[];
  readonly problems: readonly Problem[];
  /** Everything not failed was read back. */
  readonly verified: boolean;
  readonly seconds: number;
  readonly traffic: Readonly<Tally>;
};

export type PushTotals = Readonly<Record<PathResult["state"], number>> & {
  /** Of what was pushed: uncompressed and compressed. */
  readonly narBytes: number;
  readonly fileBytes: number;
};

const longestTable = 200;

export function countPaths(paths: readonly PathResult[]): PushTotals {
  const count = (state: PathResult["state"]) => paths.filter((path) => path.state === state).length;
  const sum = (key: "narBytes" | "fileBytes") => paths.reduce((total, path) => total + (path[key] ?? 0), 0);
  return {
    pushed: count("pushed"),
    present: count("present"),
    upstream: count("upstream"),
    failed: count("failed"),
    narBytes: sum("narBytes"),
    fileBytes: sum("fileBytes"),
  };
}

/** One problem per cause, not per path: a cache that is down fails a thousand paths. */
export function groupFailures(outcomes: readonly PathOutcome[], cache: string): readonly Problem[] {
  const groups = new Map<string, Problem[]>();
  for (const { problem } of outcomes) {
    if (problem === undefined) continue;
    const key =
      problem.where === cache ? `${problem.code} ${problem.what}` : `${problem.code} ${problem.where}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  const failed = outcomes.filter((outcome) => outcome.result.state === "failed").length;
  return [...groups.values()].flatMap(([first]) =>
    first === undefined
      ? []
      : [{ ...first, what: `${first.what}; ${failed} of ${outcomes.length} paths failed` }],
  );
}

export function renderPushText(report: PushReport): string {
  return [sentence(report), tableOf(report.paths)]
    .filter((part) => part !== undefined)
    .map(asText)
    .join("\n\n");
}

export function renderPushSummary(report: PushReport): string {
  const table = tableOf(report.paths);
  return [
    `### Push to ${escapeMarkdown(report.cache)}`,
    escapeMarkdown(sentence(report)),
    ...(table === undefined ? [] : [renderMarkdownTable(table)]),
  ].join("\n\n");
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  return `${(bytes / 1024 ** power).toFixed(1)} ${units[power - 1]}`;
}

function asText(part: string | Table): string {
  return typeof part === "string" ? part : renderTextTable(part);
}

function sentence(report: PushReport): string {
  const totals = countPaths(report.paths);
  if (report.paths.length === 0) return `nothing pushed to ${report.cache}`;
  const ratio =
    totals.narBytes === 0
      ? ""
      : ` (${Math.round((100 * totals.fileBytes) / totals.narBytes)} % of ${formatBytes(totals.narBytes)})`;
  return [
    `${totals.pushed} pushed`,
    `${totals.present} present`,
    `${totals.upstream} upstream`,
    `${totals.failed} failed`,
    `${formatBytes(totals.fileBytes)} sent${ratio}`,
    `${report.traffic.requests} requests in ${report.seconds.toFixed(1)} s`,
    report.verified ? "read back" : "not read back",
  ].join(", ");
}

/** Failures first, then the largest; what was there already is not listed. */
function tableOf(paths: readonly PathResult[]): Table | undefined {
  const changed = paths
    .filter((path) => path.state === "pushed" || path.state === "failed")
    .sort((left, right) => rank(left) - rank(right) || (right.fileBytes ?? 0) - (left.fileBytes ?? 0));
  if (changed.length === 0) return undefined;
  const rows = changed
    .slice(0, longestTable)
    .map((path) => [
      path.state,
      path.path,
      path.narBytes === undefined ? "" : formatBytes(path.narBytes),
      path.fileBytes === undefined ? "" : formatBytes(path.fileBytes),
      path.seconds === undefined ? "" : path.seconds.toFixed(2),
      path.reason ?? "",
    ]);
  const left = changed.length - rows.length;
  return {
    header: ["state", "path", "size", "sent", "seconds", "reason"],
    rows: left === 0 ? rows : [...rows, ["…", `and ${left} more`]],
    figures: [2, 3, 4],
  };
}

function rank(path: PathResult): number {
  return path.state === "failed" ? 0 : 1;
}
