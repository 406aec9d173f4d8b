/** The results for people: a table for the terminal, and the job summary with the logs of what failed. */

import { renderMarkdownTable, renderTextTable, type Table } from "../../workflows/table.ts";
import { nameOf } from "../lib/nix/failure.ts";
import type { AttributeResult, Failure } from "../lib/results-file.ts";
import { renderSeconds } from "./progress.ts";

const states = ["failed", "not-reached", "built", "substituted", "skipped"] as const;
const longestReason = 120;
const summaryLogLines = 30;

export function renderText(results: readonly AttributeResult[]): string {
  return results.length === 0 ? "nothing to build" : renderTextTable(tableOf(results));
}

export function renderSummary(results: readonly AttributeResult[]): string {
  if (results.length === 0) return "### Build\n\nNothing to build.\n";
  const counts = states
    .map((state) => [results.filter((result) => result.state === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`);
  const logs = rootFailures(results).map(renderLog);
  return [`### Build: ${counts.join(", ")}`, renderMarkdownTable(tableOf(results)), ...logs]
    .join("\n\n")
    .concat("\n");
}

/** What needs a person comes first. */
function tableOf(results: readonly AttributeResult[]): Table {
  const ordered = results.toSorted((a, b) => states.indexOf(a.state) - states.indexOf(b.state));
  return {
    header: ["attribute", "state", "seconds", "why"],
    rows: ordered.map(({ attr, state, seconds, failure }) => [
      attr,
      state,
      seconds === undefined ? "" : renderSeconds(seconds),
      failure === undefined ? "" : shorten(`${failure.class}: ${failure.explanation}`),
    ]),
    figures: [2],
  };
}

function shorten(text: string): string {
  return text.length > longestReason ? `${text.slice(0, longestReason)}…` : text;
}

function rootFailures(results: readonly AttributeResult[]): readonly Failure[] {
  const byCause = new Map(results.flatMap(({ failure }) => (failure ? [[failure.rootCause, failure]] : [])));
  return [...byCause.values()].filter(({ logTail }) => logTail.length > 0);
}

function renderLog({ rootCause, class: failureClass, logTail }: Failure): string {
  const title = escapeHtml(`${nameOf(rootCause)}: ${failureClass}`);
  const log = logTail.slice(-summaryLogLines).map(escapeHtml).join("\n");
  return `<details><summary>${title}</summary>\n\n<pre>${log}</pre>\n\n</details>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
