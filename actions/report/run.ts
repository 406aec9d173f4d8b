/** The report action: adds up what every job of a run left, and keeps how long builds took. It judges nothing: the gate does. */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { InputsOf, OutputsOf } from "../../workflows/contract/contract.ts";
import type { report as contract } from "../../workflows/contract/report.ts";
import type { Problem } from "../../workflows/problem.ts";
import { renderMarkdownTable, renderTextTable } from "../../workflows/table.ts";
import type { Host, Report } from "../lib/host/host.ts";
import { addToHistory } from "../lib/plan/history.ts";
import { renderTotals } from "../lib/plan/render-plan.ts";
import { measuredOf, readResultsFiles } from "../lib/plan/timings.ts";
import { parsePlanFile } from "../lib/plan-file.ts";
import type { AttributeResult, ResultsFile } from "../lib/results-file.ts";
import { figuresTable, secondsOf } from "./figures.ts";

export type ReportInputs = InputsOf<typeof contract>;

/** What cannot be read is a warning: a job that was cancelled left nothing. */
export async function run(inputs: ReportInputs, host: Host): Promise<Report<OutputsOf<typeof contract>>> {
  const [read, planned] = await Promise.all([
    readResultsFiles(inputs.results, host.workspace),
    readTotals(inputs.planFile, host.workspace),
  ]);
  const { attributes } = read;
  await addToHistory(inputs.history, measuredOf(attributes), host);
  const count = (...wanted: readonly AttributeResult["state"][]): string =>
    String(attributes.filter(({ state }) => wanted.includes(state)).length);
  const table = figuresTable(attributes);
  const parts = (body: string): string => [planned.text, body].filter((part) => part !== "").join("\n\n");
  return {
    outputs: {
      ...{ built: count("built", "substituted"), failed: count("failed"), notReached: count("not-reached") },
      seconds: String(Math.round(secondsOf(attributes))),
    },
    problems: [...read.problems, ...planned.problems],
    json: { version: 1, attributes: [...attributes], paths: [] } satisfies ResultsFile,
    text: parts(attributes.length === 0 ? "nothing was built" : renderTextTable(table)),
    summary: `## Report\n\n${parts(attributes.length === 0 ? "nothing was built" : renderMarkdownTable(table))}\n`,
  };
}

type Totals = { readonly text: string; readonly problems: readonly Problem[] };

async function readTotals(planFile: string, workspace: string): Promise<Totals> {
  if (planFile === "") return { text: "", problems: [] };
  const path = resolve(workspace, planFile);
  try {
    const plan = parsePlanFile(await readFile(path, "utf8"), path);
    if (plan.ok) return { text: renderTotals(plan.value), problems: [] };
    return { text: "", problems: plan.problems.map((problem) => ({ ...problem, severity: "warning" })) };
  } catch (error) {
    const what = `the plan cannot be read: ${(error as Error).message}`;
    const fix = "leave plan-file out, or keep the plan as an artifact";
    return {
      text: "",
      problems: [{ code: "plan-unreadable", severity: "warning", where: path, what, fix }],
    };
  }
}
