/** What a run gives back: outputs, the document, and the same as a table for people. */

import type { OutputsOf } from "../../workflows/contract/contract.ts";
import type { nixBuild } from "../../workflows/contract/nix-build.ts";
import type { Problem } from "../../workflows/problem.ts";
import { renderTextTable } from "../../workflows/table.ts";
import { countPaths, type PushReport, renderPushText } from "../lib/cache/push-report.ts";
import type { Report } from "../lib/host/host.ts";
import type { AttributeResult, ResultsFile } from "../lib/results-file.ts";
import type { BuildOutcome } from "./build-entries.ts";
import { resultsTable } from "./results-table.ts";
import type { Selection } from "./select.ts";
import { renderSummary } from "./summary.ts";

export type BuildReport = Report<OutputsOf<typeof nixBuild>>;

type Done = {
  readonly resultsFile: string;
  readonly outcome: BuildOutcome;
  readonly selection: Selection;
  readonly pushed?: PushReport;
};

export function reportOf({ resultsFile, outcome, selection, pushed }: Done): BuildReport {
  const { results, problems } = outcome;
  const count = (...wanted: readonly AttributeResult["state"][]): string =>
    String(results.attributes.filter(({ state }) => wanted.includes(state)).length);
  return {
    outputs: {
      resultsFile,
      ...{ built: count("built", "substituted"), failed: count("failed"), notReached: count("not-reached") },
      pushed: String(countPaths(pushed?.paths ?? []).pushed),
    },
    problems: [...selection.problems, ...problems, ...(pushed?.problems ?? [])],
    json: results,
    text: [renderText(results.attributes), ...(pushed === undefined ? [] : [renderPushText(pushed)])].join(
      "\n\n",
    ),
    summary: renderSummary(results.attributes, pushed),
  };
}

export function refusal(problems: readonly Problem[]): BuildReport {
  return {
    outputs: { resultsFile: "", built: "0", failed: "0", notReached: "0", pushed: "0" },
    problems,
    json: { version: 1, attributes: [], paths: [] } satisfies ResultsFile,
    ...{ text: "", summary: "" },
  };
}

function renderText(results: readonly AttributeResult[]): string {
  return results.length === 0 ? "nothing to build" : renderTextTable(resultsTable(results));
}
