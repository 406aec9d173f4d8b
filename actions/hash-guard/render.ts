/** Findings for people: at a terminal with the source line and a caret, in the job summary as a table. */

import { type Problem, renderPlace, type Severity } from "../../workflows/problem.ts";
import { escapeMarkdown, renderMarkdownTable, visible } from "../../workflows/table.ts";

/** A finding, or a problem of the run itself, which has no line to show. */
export type Shown = Problem & { readonly excerpt?: string };

export type Tally = Readonly<Record<Severity, number>> & {
  readonly files: number;
  readonly seconds: number;
  /** Findings of the baseline, and mends made: said in the total, listed nowhere. */
  readonly tolerated: number;
  readonly fixed: number;
};

/** Columns of the source line that are shown; longer lines are cut around the caret. */
const shownColumns = 100;
/** Rows of the summary; a summary may have 1 MiB. */
const shownRows = 200;

export function tallyOf(
  findings: readonly Shown[],
  rest: Pick<Tally, "files" | "seconds" | "tolerated" | "fixed">,
): Tally {
  const { files, seconds, tolerated, fixed } = rest;
  const tally = { error: 0, warning: 0, note: 0, files, seconds, tolerated, fixed };
  for (const { severity } of findings) tally[severity]++;
  return tally;
}

export function renderFindings(findings: readonly Shown[], tally: Tally): string {
  return [...findings.map(renderFinding), renderTotal(tally)].join("\n");
}

/** `3 errors, 1 warning in 214 files, 0.1 s`. */
export function renderTotal(tally: Tally): string {
  const counts = (["error", "warning", "note"] as const)
    .filter((severity) => tally[severity] > 0)
    .map((severity) => counted(tally[severity], severity));
  const found = counts.length === 0 ? "nothing found" : counts.join(", ");
  const others = [
    ...(tally.tolerated > 0 ? [`${tally.tolerated} tolerated by the baseline`] : []),
    ...(tally.fixed > 0 ? [`${counted(tally.fixed, "file")} mended`] : []),
  ];
  const rest = others.length === 0 ? "" : ` (${others.join(", ")})`;
  return `${found}${rest} in ${counted(tally.files, "file")}, ${tally.seconds.toFixed(1)} s`;
}

export function renderSummary(findings: readonly Shown[], tally: Tally): string {
  const title = `### hash-guard: ${renderTotal(tally)}`;
  if (findings.length === 0) return `${title}\n`;
  const rows = findings
    .slice(0, shownRows)
    .map(({ severity, code, where, what, fix }) => [severity, code, renderPlace(where), what, fix]);
  const table = renderMarkdownTable({ header: ["severity", "rule", "where", "what", "fix"], rows });
  const rest = findings.length - rows.length;
  const more = rest > 0 ? `\n\n${escapeMarkdown(`and ${rest} more, all in the report file`)}` : "";
  return `${title}\n\n${table}${more}\n`;
}

function renderFinding(finding: Shown): string {
  const { where, severity, code, what, fix } = finding;
  const head = `${visible(renderPlace(where))}: ${severity}[${code}]: ${visible(what)}`;
  return [head, ...renderExcerpt(finding), `  fix: ${visible(fix)}`].join("\n");
}

function renderExcerpt({ where, excerpt = "" }: Shown): readonly string[] {
  if (typeof where === "string" || where.line === undefined || where.column === undefined || excerpt === "")
    return [];
  const column = where.column - 1;
  const offset = excerpt.length <= shownColumns ? 0 : Math.max(0, column - Math.floor(shownColumns / 2));
  const shown = excerpt.slice(offset, offset + shownColumns);
  const ends = where.endLine === where.line ? (where.endColumn ?? where.column) - 1 : excerpt.length;
  const width = Math.max(1, Math.min(ends - column, shown.length - (column - offset)));
  const number = String(where.line);
  const indent = shown.slice(0, column - offset).replaceAll(/[^\t]/g, " ");
  return [`  ${number} | ${plain(shown)}`, `  ${" ".repeat(number.length)} | ${indent}${"^".repeat(width)}`];
}

/** Tabs stay, for the caret line has the same ones; other controls become what cannot act on a terminal. */
function plain(line: string): string {
  return line.replaceAll(/[^\t]+/g, (text) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "·"));
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
