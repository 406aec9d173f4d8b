/** The table of inputs and outputs in an action's README. All other text there is written by hand and left alone. */

import { type Outcome, refuse, succeed } from "../problem.ts";
import { generatedNotice, writeCommand } from "../render.ts";
import type { Contract, Input } from "./contract.ts";
import { describeInput } from "./manifest.ts";

export const tableStart = `<!-- generated -->`;
export const tableEnd = "<!-- /generated -->";

/** `text` with everything between the two markers replaced. Problem: workflow-stale, when they are not there once and in order. */
export function spliceReadme(contract: Contract, text: string): Outcome<string> {
  const [before, after, ...more] = text.split(tableStart);
  const [, rest, ...others] = (after ?? "").split(tableEnd);
  if (after === undefined || rest === undefined || more.length > 0 || others.length > 0)
    return refuse({
      code: "workflow-stale",
      severity: "error",
      where: `actions/${contract.name}/README.md`,
      what: `there must be one ${JSON.stringify(tableStart)} with one ${JSON.stringify(tableEnd)} after it`,
      fix: `add both lines where the table belongs, then ${writeCommand}`,
    });
  return succeed(`${before}${tableStart}\n${renderTable(contract)}\n${tableEnd}${rest}`);
}

export function renderTable({ inputs, outputs }: Contract): string {
  const inputRows = Object.entries<Input>(inputs).map(([name, input]) => {
    const fallback = input.default === undefined ? "" : code(input.default);
    const names = [name, ...(input.aliases ?? [])].map(code).join(" or ");
    return [names, cell(describeInput(input)), input.required ? "required" : fallback];
  });
  const outputRows = Object.entries(outputs).map(([name, { description }]) => [
    code(name),
    cell(description),
  ]);
  return [
    `<!-- ${generatedNotice} -->`,
    "",
    ...rows(["Input", "What it is", "Default"], inputRows),
    "",
    ...rows(["Output", "What it is"], outputRows),
  ].join("\n");
}

/** Aligned as the formatter aligns it, so that neither undoes the work of the other. */
function rows(head: readonly string[], body: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...body].map((cells) => [...(cells[column] ?? "")].length)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...body].map(
    (cells) => `| ${cells.map((text, column) => pad(text, widths[column])).join(" | ")} |`,
  );
}

function pad(text: string, width = 0): string {
  return text + " ".repeat(width - [...text].length);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
