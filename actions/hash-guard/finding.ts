/** What a rule found, with its place and the line it stands on. It holds no tree, so that thousands of files can be let go. */

import type { GuardCode, Location, Severity } from "../../workflows/problem.ts";
import type { Edit } from "../lib/nix/syntax/edit.ts";

/** What a rule says of a range of one text, in UTF-16 units, the end exclusive. */
export type Remark = {
  readonly start: number;
  readonly end: number;
  readonly severity: Severity;
  readonly what: string;
  readonly fix: string;
  /** The fix itself, when it is certain without a network. */
  readonly edits?: readonly Edit[];
};

/** A problem, and what a person wants to see of the file. */
export type Finding = {
  readonly code: GuardCode;
  readonly severity: Severity;
  readonly where: Location;
  readonly what: string;
  readonly fix: string;
  /** The line it starts on, as written; empty when the file as a whole is meant. */
  readonly excerpt: string;
  readonly edits?: readonly Edit[];
};

export type Source = { readonly file: string; readonly text: string };

/** Where a range of a text is, and the line it starts on. */
export type Place = { readonly where: Location; readonly excerpt: string };

/** Line ends are looked for once, and only when something is found. */
export function placesIn(source: Source): (start: number, end: number) => Place {
  let starts: readonly number[] | undefined;
  return (start, end) => {
    starts ??= lineStarts(source.text);
    const from = placeOf(starts, start);
    const to = placeOf(starts, Math.max(start, end));
    const where = { file: source.file, ...from, endLine: to.line, endColumn: to.column };
    return { where, excerpt: lineAt(source.text, starts, from.line) };
  };
}

export function findingOf(
  code: GuardCode,
  { start, end, ...rest }: Remark,
  place: ReturnType<typeof placesIn>,
): Finding {
  return { code, ...rest, ...place(start, end) };
}

/** A remark on a file that has no text to point into. */
export function fileFinding(file: string, code: GuardCode, what: string, fix: string): Finding {
  return { code, severity: "error", where: { file }, what, fix, excerpt: "" };
}

/** By file, line, column and rule: the same for the same files, whatever order they were read in. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareTexts(a.where.file, b.where.file) ||
    (a.where.line ?? 0) - (b.where.line ?? 0) ||
    (a.where.column ?? 0) - (b.where.column ?? 0) ||
    compareTexts(a.code, b.code) ||
    compareTexts(a.what, b.what)
  );
}

/** By code unit: no locale, so that every machine gives the same order. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);
  return starts;
}

function placeOf(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] as number) + 1 };
}

function lineAt(text: string, starts: readonly number[], line: number): string {
  return text.slice(starts[line - 1] ?? 0, starts[line] ?? text.length).replace(/\r?\n$|\r$/, "");
}
