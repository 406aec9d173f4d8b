/** The action cachix-push: inputs to closures, one push, one report. Pushes nothing that is not named. */

import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { cachixPush } from "../../workflows/contract/cachix-push.ts";
import type { InputsOf, OutputsOf } from "../../workflows/contract/contract.ts";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import { type PushEffects, pushClosure } from "../lib/cache/push.ts";
import { countPaths, type PushReport, renderPushSummary, renderPushText } from "../lib/cache/push-report.ts";
import { parseTargetReference } from "../lib/cache/reference.ts";
import type { Host, Report } from "../lib/host/host.ts";
import { type Nix, nixCommand } from "../lib/nix/command.ts";
import { parseResultsFile } from "../lib/results-file.ts";

export type Effects = PushEffects & { readonly nix?: Nix };

type Inputs = InputsOf<typeof cachixPush>;
type Outputs = OutputsOf<typeof cachixPush>;

export async function run(inputs: Inputs, host: Host, effects: Effects = {}): Promise<Report<Outputs>> {
  const cache = parseTargetReference(inputs.cache, inputs.client);
  const roots = await readRoots(inputs, host);
  if (!cache.ok || !roots.ok)
    return refusal([...(cache.ok ? [] : cache.problems), ...(roots.ok ? [] : roots.problems)]);
  const request = {
    cache: cache.value,
    token: inputs.authToken,
    signingKey: inputs.signingKey,
    roots: roots.value,
    policy: inputs.policy,
    verify: inputs.verify,
  };
  const nix = effects.nix ?? nixCommand(host.environment, host.signal);
  const report = await pushClosure(request, nix, host, effects);
  const file = join(host.temporary, `cachix-push-${cache.value.name}.json`);
  await writeFile(file, `${JSON.stringify(toJson(report), undefined, 2)}\n`);
  return toReport(report, file);
}

/** The paths given, and those of the outputs that the build made or fetched. */
async function readRoots(inputs: Inputs, host: Host): Promise<Outcome<readonly string[]>> {
  if (inputs.resultsFile === "")
    return inputs.paths.length > 0 ? succeed(inputs.paths) : refuse(nothingNamed);
  const file = resolve(host.workspace, inputs.resultsFile);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    return refuse(unreadable(inputs.resultsFile, (error as NodeJS.ErrnoException).code ?? "unknown"));
  }
  const results = parseResultsFile(text, inputs.resultsFile);
  if (!results.ok) return results;
  const built = results.value.attributes.filter(({ state }) => state === "built" || state === "substituted");
  return succeed([...new Set([...inputs.paths, ...built.flatMap(({ outputs }) => Object.values(outputs))])]);
}

const nothingNamed: Problem = {
  code: "input-invalid",
  severity: "error",
  where: "paths",
  what: "neither paths nor results-file is given: there is nothing to push",
  fix: "give store paths, or the results-file output of nix-build",
};

function unreadable(file: string, code: string): Problem {
  return {
    code: "file-unreadable",
    severity: "error",
    where: "results-file",
    what: `${JSON.stringify(file)} cannot be read (${code})`,
    fix: "give the results-file output of nix-build, or store paths",
  };
}

function refusal(problems: readonly Problem[]): Report<Outputs> {
  const outputs = { pushed: "0", present: "0", failed: "0", reportFile: "" };
  return { outputs, problems, json: { version: 1, paths: [], problems }, text: "", summary: "" };
}

function toReport(report: PushReport, file: string): Report<Outputs> {
  const { pushed, present, upstream, failed } = countPaths(report.paths);
  return {
    outputs: {
      pushed: String(pushed),
      present: String(present + upstream),
      failed: String(failed),
      reportFile: file,
    },
    problems: report.problems,
    json: toJson(report),
    text: renderPushText(report),
    summary: renderPushSummary(report),
  };
}

function toJson(report: PushReport): unknown {
  return { version: 1, ...report, totals: countPaths(report.paths) };
}
