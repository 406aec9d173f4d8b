/** The job summary, within its bytes: what does not fit is counted and stands in the results file, never cut in the middle. */

import { renderMarkdownTable } from "../../workflows/table.ts";
import { type PushReport, renderPushSummary } from "../lib/cache/push-report.ts";
import { nameOf } from "../lib/nix/failure.ts";
import type { AttributeResult, Failure } from "../lib/results-file.ts";
import { resultsTable, states } from "./results-table.ts";

/** A step may write 1 MiB and loses the whole page for one byte more; the closing notes take a little. */
const pageBytes = 1000 * 1024;
/** Of the page, for the table: the logs get what it leaves. */
const tableShare = 0.6;
const logLines = 30;

export function renderSummary(
  results: readonly AttributeResult[],
  pushed?: PushReport,
  limit: number = pageBytes,
): string {
  const push = pushed === undefined ? "" : `${renderPushSummary(pushed)}\n`;
  if (results.length === 0) return `### Build\n\nNothing to build.\n${push}`;
  const counts = states
    .map((state) => [results.filter((result) => result.state === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`);
  const title = `### Build: ${counts.join(", ")}\n\n`;
  const room = limit - bytesOf(title) - bytesOf(push);
  const table = fitTable(results, room * tableShare);
  const logs = fitLogs(rootFailures(results), room - bytesOf(table));
  return `${title}${table}${logs}${push}`;
}

/** Rows of failures come first, so that they are what is kept. */
function fitTable(results: readonly AttributeResult[], room: number): string {
  const [header = "", rule = "", ...rows] = renderMarkdownTable(resultsTable(results)).split("\n");
  const kept = keepFirst(
    rows.map((row) => `${row}\n`),
    room - bytesOf(header) - bytesOf(rule),
  );
  const left = rows.length - kept.length;
  const note = left === 0 ? "" : `\n${left} more attributes are in the results file.\n`;
  return `${header}\n${rule}\n${kept.join("")}${note}\n`;
}

function fitLogs(failures: readonly Failure[], room: number): string {
  const logs = failures.map(renderLog);
  const kept = keepFirst(logs, room - 200);
  const left = logs.length - kept.length;
  const note = left === 0 ? "" : `${left} more logs are in the results file.\n\n`;
  return `${kept.join("")}${note}`;
}

/** As many from the start as fit. */
function keepFirst(parts: readonly string[], room: number): readonly string[] {
  let free = room;
  const over = parts.findIndex((part) => {
    free -= bytesOf(part);
    return free < 0;
  });
  return over < 0 ? parts : parts.slice(0, over);
}

function rootFailures(results: readonly AttributeResult[]): readonly Failure[] {
  const byCause = new Map(results.flatMap(({ failure }) => (failure ? [[failure.rootCause, failure]] : [])));
  return [...byCause.values()].filter(({ logTail }) => logTail.length > 0);
}

function renderLog({ rootCause, class: failureClass, logTail }: Failure): string {
  const title = escapeHtml(`${nameOf(rootCause)}: ${failureClass}`);
  const log = logTail.slice(-logLines).map(escapeHtml).join("\n");
  return `<details><summary>${title}</summary>\n\n<pre>${log}</pre>\n\n</details>\n\n`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
