/** Tables for a terminal and for GitHub Markdown; foreign text can neither break a row nor become markup or a control code. */

export type Table = {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Column numbers, from 0, that hold figures and stand at the right. */
  readonly figures?: readonly number[];
};

const gap = "  ";
const narrowest = 8;

/** Aligned columns without a newline at the end; with `width` (terminal cells) the widest columns are cut with `…`. */
export function renderTextTable(table: Table, width = Number.POSITIVE_INFINITY): string {
  const header = table.header.map(visible);
  const rows = table.rows.map((row) => header.map((_, column) => visible(row[column] ?? "")));
  const natural = header.map((title, column) => {
    return rows.reduce((most, row) => Math.max(most, displayWidth(row[column] ?? "")), displayWidth(title));
  });
  const cap = fittingCap(natural, width - gap.length * (header.length - 1));
  const widths = natural.map((cells) => Math.min(cells, cap));
  const rule = widths.map((cells) => "─".repeat(cells));
  return [header, rule, ...rows].map((row) => renderRow(row, widths, table.figures ?? [])).join("\n");
}

/** A GitHub table without a newline at the end; every cell is escaped here, so cells are plain text. */
export function renderMarkdownTable(table: Table): string {
  const figures = table.figures ?? [];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(table.header.map(escapeMarkdown)),
    line(table.header.map((_, column) => (figures.includes(column) ? "---:" : "---"))),
    ...table.rows.map((row) => line(table.header.map((_, column) => escapeMarkdown(row[column] ?? "")))),
  ].join("\n");
}

/** Plain text as Markdown that shows exactly it, on one line, also inside a table cell. */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_~[\]|#!$]/g, "\\$&")
    .replaceAll("@", "&#64;");
}

/** Control and direction characters as they are written in JSON: `\n`, `\u001b`. */
export function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Terminal cells: combining marks take none, East Asian wide characters and emoji take two. */
export function displayWidth(text: string): number {
  if (isNarrow(text)) return text.length;
  return graphemes(text).reduce((cells, grapheme) => cells + graphemeWidth(grapheme), 0);
}

/** Every character is one cell by itself: ASCII, and the other signs of our own texts and rules. */
function isNarrow(text: string): boolean {
  return /^[\x20-\x7e·…–—─]*$/.test(text);
}

function renderRow(row: readonly string[], widths: readonly number[], figures: readonly number[]): string {
  const cells = widths.map((width, column) => {
    const text = cut(row[column] ?? "", width);
    const padding = " ".repeat(width - displayWidth(text));
    return figures.includes(column) ? padding + text : text + padding;
  });
  return cells.join(gap).trimEnd();
}

/** The largest width no column may pass so that all fit into `room`; never under what is still readable. */
function fittingCap(widths: readonly number[], room: number): number {
  const ascending = widths.toSorted((a, b) => a - b);
  let left = room;
  for (const [index, width] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (width > share) return Math.max(share, narrowest);
    left -= width;
  }
  return Number.POSITIVE_INFINITY;
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (isNarrow(text)) return `${text.slice(0, width - 1)}…`;
  let kept = "";
  let cells = 0;
  for (const grapheme of graphemes(text)) {
    cells += graphemeWidth(grapheme);
    if (cells > width - 1) break;
    kept += grapheme;
  }
  return `${kept}…`;
}

/** Made for the first text that is more than ASCII: it takes longer than most of a start. */
let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Source of the ranges: Unicode East Asian Width, the blocks that are wide as a whole. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}
