/** The action nix-build: builds what is asked for, writes the results, remembers what failed for good. */

import { join, relative, resolve } from "node:path";
import type { InputsOf, OutputsOf } from "../../workflows/contract/contract.ts";
import type { nixBuild } from "../../workflows/contract/nix-build.ts";
import { type Problem, succeed } from "../../workflows/problem.ts";
import { writeAtomically } from "../lib/atomic-file.ts";
import type { Host, Report } from "../lib/host/host.ts";
import { type KnownFailures, readKnownFailures, writeKnownFailures } from "../lib/known-failures.ts";
import { type Nix, nixCommand } from "../lib/nix/command.ts";
import { localPath, parseFlakeReference } from "../lib/nix/flake-reference.ts";
import type { ResultsFile } from "../lib/results-file.ts";
import { type BuildOutcome, buildEntries } from "./build-entries.ts";
import { renderSummary, renderText } from "./report.ts";
import { restoreDerivations } from "./restore.ts";
import type { Effects } from "./round.ts";
import { type Selection, selectEntries } from "./select.ts";

type Inputs = InputsOf<typeof nixBuild>;
type BuildReport = Report<OutputsOf<typeof nixBuild>>;

/** `nix` must not end with the host's signal: after it, the store is asked what is there. */
export async function run(
  inputs: Inputs,
  host: Host,
  nix: Nix = nixCommand(host.environment),
  effects?: Effects,
): Promise<BuildReport> {
  const memory = inputs.knownFailures === "" ? undefined : resolve(host.workspace, inputs.knownFailures);
  const known = memory === undefined ? succeed<KnownFailures>({}) : await readKnownFailures(memory);
  const selection = await selectEntries(inputs, host, nix);
  if (!known.ok || !selection.ok)
    return refusal([...(known.ok ? [] : known.problems), ...(selection.ok ? [] : selection.problems)]);
  const { entries } = selection.value;
  const impossible = await restoreDerivations({ flake: inputs.flake, entries }, host, nix);
  if (!impossible.ok) return refusal(impossible.problems);
  const folder = flakeFolder(inputs.flake, host.workspace);
  const outcome = await buildEntries(
    {
      ...{ entries, impossible: impossible.value, known: known.value },
      ...sinceOf(selection.value, host),
      ...(folder === undefined ? {} : { folder }),
      ...(effects === undefined ? {} : { effects }),
    },
    nix,
    host,
  );
  const resultsFile = join(host.temporary, "results.json");
  await writeAtomically(resultsFile, `${JSON.stringify(outcome.results)}\n`);
  if (memory !== undefined) await writeKnownFailures(memory, outcome.known);
  return reportOf(resultsFile, outcome, selection.value.problems);
}

/** Folder of the flake below the workspace; undefined when its files are not on this machine. */
function flakeFolder(flake: string, workspace: string): string | undefined {
  const reference = parseFlakeReference(flake, workspace);
  const path = reference.ok ? localPath(reference.value) : undefined;
  return path === undefined ? undefined : relative(workspace, path);
}

function sinceOf({ rev }: Selection, { environment }: Host): { readonly since?: string } {
  const commit = rev ?? environment["GITHUB_SHA"] ?? "";
  return commit === "" ? {} : { since: commit };
}

function reportOf(
  resultsFile: string,
  { results, problems }: BuildOutcome,
  selectionProblems: readonly Problem[],
): BuildReport {
  const { attributes } = results;
  const count = (...states: readonly string[]): string =>
    String(attributes.filter(({ state }) => states.includes(state)).length);
  return {
    outputs: { resultsFile, built: count("built", "substituted"), failed: count("failed") },
    problems: [...selectionProblems, ...problems],
    json: results satisfies ResultsFile,
    text: renderText(attributes),
    summary: renderSummary(attributes),
  };
}

function refusal(problems: readonly Problem[]): BuildReport {
  return {
    outputs: { resultsFile: "", built: "0", failed: "0" },
    problems,
    json: { version: 1, attributes: [], paths: [] } satisfies ResultsFile,
    text: "",
    summary: "",
  };
}
