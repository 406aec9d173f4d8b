/** From what the user names to store paths: paths and links, installables, results of a build. Builds nothing. */

import { readFile, realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import type { Nix } from "../lib/nix/command.ts";
import { storeDirectory } from "../lib/nix/store-path.ts";
import { parseResultsFile } from "../lib/results-file.ts";

export type Named = {
  readonly paths: readonly string[];
  readonly installables: readonly string[];
  readonly resultsFile: string;
};

export function namesSomething({ paths, installables, resultsFile }: Named): boolean {
  return paths.length + installables.length > 0 || resultsFile !== "";
}

/** Problems: file-unreadable, plan-unreadable, store-path-invalid. */
export async function readRoots(
  named: Named,
  workspace: string,
  nix: Nix,
): Promise<Outcome<readonly string[]>> {
  const found = await Promise.all([
    followLinks(named.paths, workspace),
    ...named.installables.map((installable) => outputsOf(installable, nix)),
    readResults(named.resultsFile, workspace),
  ]);
  const problems = found.flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
  if (problems.length > 0) return refuse(...problems);
  return succeed([...new Set(found.flatMap((outcome) => (outcome.ok ? outcome.value : [])))]);
}

/** Links such as `./result` are followed; store paths may stand several on a line, as cachix-action takes them. */
async function followLinks(lines: readonly string[], workspace: string): Promise<Outcome<readonly string[]>> {
  const words = lines.flatMap((line) => (line.startsWith(`${storeDirectory}/`) ? line.split(/\s+/) : [line]));
  return succeed(
    await Promise.all(
      words.map((word) =>
        word.startsWith(`${storeDirectory}/`) ? word : realpath(resolve(workspace, word)).catch(() => word),
      ),
    ),
  );
}

async function outputsOf(installable: string, nix: Nix): Promise<Outcome<readonly string[]>> {
  const { exitCode, stdout, stderr } = await nix("nix", ["path-info", "--", installable]);
  if (exitCode === 0) return succeed(stdout.split("\n").filter((line) => line !== ""));
  const reason = stderr.split("\n").find((line) => line.startsWith("error:")) ?? stderr.trim();
  return refuse({
    code: "store-path-invalid",
    severity: "error",
    where: installable,
    what: `${JSON.stringify(installable)} is not built here: ${reason}`,
    fix: `build it before: nix build ${installable}`,
  });
}

/** The outputs that the build made or fetched. */
async function readResults(file: string, workspace: string): Promise<Outcome<readonly string[]>> {
  if (file === "") return succeed([]);
  let text: string;
  try {
    text = await readFile(resolve(workspace, file), "utf8");
  } catch (error) {
    return refuse(unreadable(file, (error as NodeJS.ErrnoException).code ?? "unknown"));
  }
  const results = parseResultsFile(text, file);
  if (!results.ok) return results;
  const built = results.value.attributes.filter(({ state }) => state === "built" || state === "substituted");
  return succeed(built.flatMap(({ outputs }) => Object.values(outputs)));
}

function unreadable(file: string, code: string): Problem {
  return {
    code: "file-unreadable",
    severity: "error",
    where: "results-file",
    what: `${JSON.stringify(file)} cannot be read (${code})`,
    fix: "give the results-file output of nix-build, or store paths",
  };
}
