/** How long builds took before: the seconds of earlier results files. A file that cannot be read costs a warning, never the plan. */

import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Outcome, type Problem, refuse } from "../../../workflows/problem.ts";
import { parseResultsFile, type ResultsFile } from "../results-file.ts";

export type Timings = {
  /** Seconds; undefined when this very derivation was not built before. */
  ofDerivation(drvPath: string): number | undefined;
  /** The same of an attribute, whatever its derivation was: packages do not change their size overnight. */
  ofAttribute(attr: string): number | undefined;
};

export const noTimings: Timings = { ofDerivation: () => undefined, ofAttribute: () => undefined };

/** Files, and folders of `.json` files; of several the last named counts. */
export async function readTimings(
  paths: readonly string[],
  workspace: string,
): Promise<{ readonly timings: Timings; readonly problems: readonly Problem[] }> {
  const byDerivation = new Map<string, number>();
  const byAttribute = new Map<string, number>();
  const problems: Problem[] = [];
  for (const path of (await Promise.all(paths.map((path) => filesAt(resolve(workspace, path))))).flat()) {
    const results = await readResults(path);
    if (!results.ok) problems.push(...results.problems.map(asWarning));
    else
      for (const { attr, drvPath, seconds, state } of results.value.attributes)
        if (state === "built" && seconds !== undefined) {
          byDerivation.set(drvPath, seconds);
          byAttribute.set(attr, seconds);
        }
  }
  return {
    timings: {
      ofDerivation: (drvPath) => byDerivation.get(drvPath),
      ofAttribute: (attr) => byAttribute.get(attr),
    },
    problems,
  };
}

async function filesAt(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
  } catch {
    // Reading it tells what is wrong.
    return [path];
  }
  const names = (await readdir(path)).filter((name) => name.endsWith(".json"));
  return names.toSorted().map((name) => join(path, name));
}

async function readResults(path: string): Promise<Outcome<ResultsFile>> {
  try {
    return parseResultsFile(await readFile(path, "utf8"), path);
  } catch (error) {
    return refuse({
      ...{ code: "plan-unreadable", severity: "warning", where: path },
      what: `the results of an earlier run cannot be read: ${(error as Error).message}`,
      fix: "name results files of nix-build under timings, or leave it out",
    });
  }
}

function asWarning(problem: Problem): Problem {
  return { ...problem, severity: "warning", what: `${problem.what}; jobs are packed without it` };
}
