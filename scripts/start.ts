/** `npm start`: the whole road on this machine. It says whether the pipeline behaved, not whether every package built. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs, styleText } from "node:util";
import { renderLedger, renderTotals } from "../actions/cli/ledger.ts";
import { type PipelineResult, pipeline, runPipeline } from "../actions/cli/pipeline.ts";
import type { Environment, Host } from "../actions/lib/host/host.ts";
import { terminalHost } from "../actions/lib/host/terminal-host.ts";
import { parseInputs } from "../actions/lib/inputs.ts";
import { isLasting } from "../actions/lib/known-failures.ts";
import { nixCommand } from "../actions/lib/nix/command.ts";
import { localSystem } from "../actions/lib/nix/local-system.ts";
import { type LocalCache, type LocalServers, startLocal } from "../infra/local/local.ts";
import { isSingleUser, withNixSettings } from "../infra/local/nix-settings.ts";
import { type Provision, provision } from "../infra/local/provision.ts";
import { renderPlan } from "../infra/plan-rows.ts";
import { renderWorkflowsFor } from "../workflows/files.ts";
import { type Problem, renderProblem } from "../workflows/problem.ts";
import { hostedSystems } from "../workflows/runners.ts";
import { sampleSpec } from "../workflows/specs.ts";
import { renderTextTable } from "../workflows/table.ts";
import { withEngine } from "./engine.ts";
import { runLanded } from "./landed.ts";
import { type ProgramRun, programsOf, readBack, runPrograms, wantedPaths } from "./read-back.ts";

const root = join(import.meta.dirname, "..");
const usage = "npm start -- [--flake REF] [--state DIR] [--get-pulumi]";

type Choices = {
  readonly flake: string;
  readonly state: string;
  readonly sample: boolean;
  readonly getPulumi: boolean;
};
type Proof = {
  readonly refusal: string | undefined;
  readonly paths: number;
  readonly runs: readonly ProgramRun[];
};

async function start(choices: Choices): Promise<number> {
  const began = performance.now();
  const environment = localEnvironment(choices);
  const host = terminalHost(environment, join(choices.state, "run"));
  host.progress("starting the loopback GitHub and Cachix");
  const servers = await startLocal({ state: choices.state });
  if (!servers.ok) return complain(servers.problems);
  try {
    host.info(
      `GitHub on ${servers.value.github.url}, Cachix on ${servers.value.cachix.url}, state in ${shown(choices.state)}/`,
    );
    const engine = await withEngine({ state: choices.state, get: choices.getPulumi }, host);
    const provisioned = await provisionStack(servers.value, { ...choices, engine }, host);
    if (provisioned === undefined) return 1;
    const landed = await runLanded(servers.value, { ...choices, engine: provisioned.engine }, host);
    const cache = servers.value.cachix.caches[0];
    if (cache === undefined) throw new Error("the loopback Cachix has no cache");
    const result = await runStages(cache, servers.value, choices, host);
    const proof = await prove(result, cache, choices, host);
    present(result, proof, choices);
    host.info(`${((performance.now() - began) / 1000).toFixed(1)} s in all`);
    return behaved(result, proof, choices) && landed ? 0 : 1;
  } finally {
    await servers.value.close();
  }
}

/** Undefined when it was refused: then it has been said why. */
async function provisionStack(
  servers: LocalServers,
  choices: Choices & { readonly engine: Environment },
  host: Host,
): Promise<Provision | undefined> {
  const cache = servers.cachix.caches[0];
  const provisioned = await provision({
    settings: {
      owner: servers.github.owner,
      githubBaseUrl: servers.github.url,
      cache: {
        name: cache?.name,
        host: servers.cachix.url,
        readUrl: cache?.readUrl,
        publicKey: cache?.publicKey,
      },
      organizations: sampleSpec.packages?.organizations ?? [],
      pipeline: samplePipeline(),
    },
    githubToken: servers.github.token,
    cachixAuthToken: cache?.token ?? "",
    stateFolder: choices.state,
    environment: choices.engine,
    signal: host.signal,
    onProgress: host.progress,
  });
  if (!provisioned.ok) {
    complain(provisioned.problems);
    return undefined;
  }
  if (provisioned.value.note !== undefined) host.info(provisioned.value.note);
  say("What Pulumi owns", renderPlan(provisioned.value.rows));
  return provisioned.value;
}

/** The sample as it lies in the loopback repository; only for this machine, and without what wants a whole checkout. */
function samplePipeline() {
  const { guardPaths, packages } = sampleSpec;
  const systems = hostedSystems.filter((system) => system === localSystem());
  return { flake: packages?.flake, guardPaths, systems, flakeCheck: false, nightly: false };
}

function runStages(
  cache: LocalCache,
  servers: LocalServers,
  choices: Choices,
  host: Host,
): Promise<PipelineResult> {
  const given: Readonly<Record<string, string>> = {
    flake: choices.flake,
    cache: `cachix+${servers.cachix.url}/${cache.name}`,
    "auth-token": cache.token,
    "known-failures": join(choices.state, "known-failures.json"),
  };
  const inputs = parseInputs(pipeline, (name) => given[name] ?? "");
  if (!inputs.ok) throw new Error("the pipeline refuses our own inputs", { cause: inputs.problems });
  return runPipeline(inputs.value, host);
}

/** Real Nix, an empty store, signatures required; then the programs run from there. */
async function prove(
  result: PipelineResult,
  cache: LocalCache,
  choices: Choices,
  host: Host,
): Promise<Proof> {
  const storePaths = wantedPaths(result);
  const store = join(choices.state, "read-back");
  host.progress(`reading ${storePaths.length} paths back into an empty store`);
  const request = { store, substituter: cache.readUrl, publicKey: cache.publicKey, storePaths };
  const refusal = await readBack(
    { ...request, environment: host.environment },
    nixCommand(host.environment, host.signal),
  );
  const runs = refusal === undefined ? await runPrograms(store, programsOf(result)) : [];
  return { refusal, paths: storePaths.length, runs };
}

function present(result: PipelineResult, proof: Proof, choices: Choices): void {
  for (const problem of result.problems) process.stderr.write(`${renderProblem(problem)}\n`);
  say("Packages", `${renderLedger(result.ledger)}\n\n${renderTotals(result.ledger)}`);
  const programs = renderTextTable({
    header: ["program", "exit", "says"],
    rows: proof.runs.map(({ name, exitCode, firstLine }) => [name, String(exitCode ?? "none"), firstLine]),
  });
  const paths = `${proof.paths} paths fetched into an empty store, signatures required`;
  say(
    "Read back by Nix",
    proof.refusal === undefined ? `${paths}\n\n${programs}` : `refused: ${proof.refusal}`,
  );
  const folder = writeWorkflows(choices);
  say("Rendered workflows", folder.map((path) => shown(path)).join("\n"));
}

function writeWorkflows(choices: Choices): readonly string[] {
  return renderWorkflowsFor(sampleSpec).map(({ path, content }) => {
    const file = join(choices.state, "workflows", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  });
}

/** A package that does not build, now or when it was last tried, is a result; a stage that does not do its work is not. */
function behaved(result: PipelineResult, proof: Proof, choices: Choices): boolean {
  const buildFailures = new Set<string>(
    result.results?.attributes.flatMap(({ failure }) => failure?.class ?? []),
  );
  const faults = result.problems.filter(
    ({ severity, code }) => severity === "error" && !buildFailures.has(code) && !isLasting(code),
  );
  const unsound = choices.sample ? proof.runs.filter(({ exitCode }) => exitCode !== 0) : [];
  const complete = result.stages.at(-1)?.stage === "push" && proof.refusal === undefined;
  return faults.length === 0 && unsound.length === 0 && complete;
}

/** The sample compiles with the machine's own compilers, offline; a flake of the user's keeps the user's settings. */
function localEnvironment({ state, sample }: Choices): Environment {
  const settings = { sandbox: !sample, substitute: !sample, singleUser: isSingleUser() };
  return withNixSettings({ ...process.env, XDG_CACHE_HOME: join(state, "cache") }, settings);
}

function parseChoices(argv: readonly string[]): Choices {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      flake: { type: "string" },
      state: { type: "string", default: ".local" },
      "get-pulumi": { type: "boolean", default: false },
    },
  });
  const sample = `path:${join(root, "examples/sample-nur")}`;
  return {
    flake: values.flake ?? sample,
    state: resolve(values.state),
    sample: values.flake === undefined,
    getPulumi: values["get-pulumi"],
  };
}

function say(title: string, text: string): void {
  process.stdout.write(`\n${styleText("bold", title)}\n\n${text}\n`);
}

function shown(path: string): string {
  return relative(process.cwd(), path) || ".";
}

function complain(problems: readonly Problem[]): number {
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  return 1;
}

let choices: Choices;
try {
  choices = parseChoices(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`npm start: error[option-unknown]: ${(error as Error).message}\n  fix: ${usage}\n`);
  process.exit(2);
}
process.exitCode = await start(choices);
