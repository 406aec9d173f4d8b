/** The verb `run`: guard, plan, build and push, chained by the same files that chain the jobs of a workflow. */

import { readFile } from "node:fs/promises";
import { cachixPush } from "../../workflows/contract/cachix-push.ts";
import type { Contract, InputsOf, OutputsOf } from "../../workflows/contract/contract.ts";
import { hashGuard } from "../../workflows/contract/hash-guard.ts";
import { nixBuild } from "../../workflows/contract/nix-build.ts";
import { plan } from "../../workflows/contract/plan.ts";
import { hasErrors, type Outcome, type Problem } from "../../workflows/problem.ts";
import { run as push } from "../cachix-push/run.ts";
import { run as guard } from "../hash-guard/run.ts";
import type { Host, Report, Run } from "../lib/host/host.ts";
import { parseInputs } from "../lib/inputs.ts";
import { localPath, parseFlakeReference } from "../lib/nix/flake-reference.ts";
import { localSystem } from "../lib/nix/local-system.ts";
import { type PlanFile, parsePlanFile } from "../lib/plan-file.ts";
import {
  type PathResult,
  parsePushedPaths,
  parseResultsFile,
  type ResultsFile,
} from "../lib/results-file.ts";
import { run as build } from "../nix-build/run.ts";
import { run as makePlan } from "../plan/run.ts";
import { withEmbeddedCache } from "./embedded-cache.ts";
import { type LedgerRow, ledgerOf, renderLedger } from "./ledger.ts";

export const pipeline = {
  name: "run",
  title: "The whole pipeline",
  description: "Guard, plan, build, push and verify, here",
  icon: "play",
  inputs: {
    flake: { kind: "text", description: "Flake reference of the package set", default: "." },
    systems: { kind: "lines", description: "Systems to build; empty: this machine's" },
    cache: { kind: "text", description: "Where to push; empty: the embedded loopback Cachix" },
    "auth-token": { kind: "secret", description: "Token of the cache" },
    "known-failures": { kind: "text", description: "File that remembers derivations which failed" },
    policy: {
      kind: "choice",
      choices: ["fail", "warn", "ignore", "fail-on-main"],
      description: "What a failed push means",
      default: "fail",
    },
  },
  outputs: {},
} as const satisfies Contract;

export type Stage = "guard" | "plan" | "build" | "push";

export type PipelineResult = {
  /** The stages that ran, in order; the last may have stopped the road. */
  readonly stages: readonly { readonly stage: Stage; readonly seconds: number }[];
  readonly problems: readonly Problem[];
  readonly plan?: PlanFile;
  readonly results?: ResultsFile;
  readonly paths: readonly PathResult[];
  readonly ledger: readonly LedgerRow[];
};

export async function run(
  inputs: InputsOf<typeof pipeline>,
  host: Host,
): Promise<Report<OutputsOf<typeof pipeline>>> {
  const result = await withEmbeddedCache(inputs.cache, inputs.authToken, host, (cache, authToken) =>
    runPipeline({ ...inputs, cache, authToken }, host),
  );
  if (!result.ok) return { outputs: {}, problems: result.problems, json: {}, text: "", summary: "" };
  const { problems, ...json } = result.value;
  return { outputs: {}, problems, json, text: renderLedger(result.value.ledger), summary: "" };
}

/** Goes on after a package that does not build; stops where the next stage would have nothing to stand on. */
export async function runPipeline(inputs: InputsOf<typeof pipeline>, host: Host): Promise<PipelineResult> {
  const road = openRoad(host);
  const flake = parseFlakeReference(inputs.flake, host.workspace);
  if (!flake.ok) return { ...road.result(), problems: flake.problems };
  // Only what lies on this machine can be guarded before Nix sees it.
  const folder = localPath(flake.value);
  if (folder !== undefined && !(await road.pass("guard", hashGuard, { paths: folder }, guard)))
    return road.result();
  const planFile = await passPlan(road, inputs);
  if (planFile === "") return road.result();
  const { flake: reference, knownFailures } = inputs;
  const given = { flake: reference, "plan-file": planFile, "known-failures": knownFailures };
  const built = await road.pass("build", nixBuild, given, build);
  if (built === undefined || built.resultsFile === "") return road.result();
  road.keep({ results: await read(built.resultsFile, parseResultsFile) });
  await passPush(road, inputs, built.resultsFile);
  return road.result();
}

/** The path of the plan, empty when there is none. */
async function passPlan(road: Road, inputs: InputsOf<typeof pipeline>): Promise<string> {
  const given = {
    flake: inputs.flake,
    systems: (inputs.systems.length > 0 ? inputs.systems : [localSystem()]).join("\n"),
    cache: inputs.cache,
    "auth-token": inputs.authToken,
    "known-failures": inputs.knownFailures,
  };
  const planFile = (await road.pass("plan", plan, given, makePlan))?.planFile ?? "";
  if (planFile !== "") road.keep({ plan: await read(planFile, parsePlanFile) });
  return planFile;
}

async function passPush(road: Road, inputs: InputsOf<typeof pipeline>, resultsFile: string): Promise<void> {
  const { cache, authToken, policy } = inputs;
  const given = { cache, "auth-token": authToken, "results-file": resultsFile, policy };
  const pushed = await road.pass("push", cachixPush, given, push);
  if (pushed !== undefined && pushed.reportFile !== "")
    road.keep({ paths: await read(pushed.reportFile, parsePushedPaths) });
}

type Road = {
  readonly result: () => PipelineResult;
  readonly keep: (part: Partial<PipelineResult>) => void;
  /** The outputs of a stage, or undefined when it stopped the road. */
  readonly pass: <C extends Contract>(
    stage: Stage,
    contract: C,
    given: Readonly<Record<string, string>>,
    run: Run<InputsOf<C>, OutputsOf<C>>,
  ) => Promise<OutputsOf<C> | undefined>;
};

function openRoad(host: Host): Road {
  let passed: PipelineResult = { stages: [], problems: [], paths: [], ledger: [] };
  const keep: Road["keep"] = (part) => {
    passed = { ...passed, ...part };
  };
  return {
    keep,
    result: () => ({
      ...passed,
      ledger: passed.plan === undefined ? [] : ledgerOf(passed.plan, passed.results, passed.paths),
    }),
    pass: async (stage, contract, given, run) => {
      const started = performance.now();
      const inputs = parseInputs(contract, (name) => given[name] ?? "");
      const report = inputs.ok ? await run(inputs.value, host) : undefined;
      const problems = inputs.ok ? (report?.problems ?? []) : inputs.problems;
      const seconds = (performance.now() - started) / 1000;
      host.info(`${stage.padEnd(6)} ${seconds.toFixed(1)} s`);
      keep({
        stages: [...passed.stages, { stage, seconds }],
        problems: [...passed.problems, ...problems],
      });
      return stage === "guard" && hasErrors(problems) ? undefined : report?.outputs;
    },
  };
}

/** Files of our own making: unreadable ones are a bug. */
async function read<T>(path: string, parse: (text: string, source: string) => Outcome<T>): Promise<T> {
  const parsed = parse(await readFile(path, "utf8"), path);
  if (!parsed.ok) throw new Error(`${path} is not what was written`, { cause: parsed.problems });
  return parsed.value;
}
