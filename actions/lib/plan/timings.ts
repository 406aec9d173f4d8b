/** How long builds took before: the seconds of earlier results files. A file that cannot be read costs a warning, never the plan. */

import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Outcome, type Problem, refuse } from "../../../workflows/problem.ts";
import { type AttributeResult, parseResultsFile, type ResultsFile } from "../results-file.ts";

export type Timings = {
  /** Seconds; undefined when this very derivation was not built before. */
  ofDerivation(drvPath: string): number | undefined;
  /** The same of an attribute, whatever its derivation was: packages do not change their size overnight. */
  ofAttribute(attr: string): number | undefined;
};

/** One build that succeeded, and its seconds. */
export type Measured = { readonly attr: string; readonly drvPath: string; readonly seconds: number };

export const noTimings: Timings = timingsOf([]);

/** Of several of one attribute or derivation the last counts. */
export function timingsOf(measured: readonly Measured[]): Timings {
  const byDerivation = new Map(measured.map(({ drvPath, seconds }) => [drvPath, seconds]));
  const byAttribute = new Map(measured.map(({ attr, seconds }) => [attr, seconds]));
  return {
    ofDerivation: (drvPath) => byDerivation.get(drvPath),
    ofAttribute: (attr) => byAttribute.get(attr),
  };
}

/** Only what was built here tells how long it takes. */
export function measuredOf(attributes: readonly AttributeResult[]): readonly Measured[] {
  return attributes.flatMap(({ attr, drvPath, seconds, state }) =>
    state === "built" && seconds !== undefined ? [{ attr, drvPath, seconds }] : [],
  );
}

export type ReadResults = {
  readonly attributes: readonly AttributeResult[];
  readonly problems: readonly Problem[];
};

/** Files, and folders of `.json` files and of such folders, in the order of their names. */
export async function readResultsFiles(paths: readonly string[], workspace: string): Promise<ReadResults> {
  const files = await Promise.all(paths.map((path) => filesAt(resolve(workspace, path))));
  const read = await Promise.all(files.flat().map(readResults));
  return {
    attributes: read.flatMap((one) => (one.ok ? one.value.attributes : [])),
    problems: read.flatMap((one) => (one.ok ? [] : one.problems.map(asWarning))),
  };
}

async function filesAt(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
  } catch {
    // Reading it tells what is wrong.
    return [path];
  }
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => join(path, name));
}

async function readResults(path: string): Promise<Outcome<ResultsFile>> {
  try {
    return parseResultsFile(await readFile(path, "utf8"), path);
  } catch (error) {
    return refuse({
      ...{ code: "plan-unreadable", severity: "warning", where: path },
      what: `the results of an earlier run cannot be read: ${(error as Error).message}`,
      fix: "name results files of nix-build, or leave it out",
    });
  }
}

function asWarning(problem: Problem): Problem {
  return { ...problem, severity: "warning", what: `${problem.what}; the rest goes on without it` };
}
