/** Composition root of every action: inputs in, one run, effects out. The only place that catches. */

import { text } from "node:stream/consumers";
import * as core from "@actions/core";
import {
  type Contract,
  camelCase,
  type Input,
  type InputsOf,
  type OutputsOf,
} from "../../../workflows/contract/contract.ts";
import { hasErrors } from "../../../workflows/problem.ts";
import { parseInputs } from "../inputs.ts";
import { type GithubHost, githubHost } from "./github-host.ts";
import type { Environment, Run } from "./host.ts";
import { backgroundArgument } from "./process.ts";
import { cancellation } from "./signals.ts";

export type BackgroundHost = { readonly environment: Environment; readonly signal: AbortSignal };

/** What an action does beside its run: both only where the contract says `post`. */
export type Afterwards<C extends Contract> = {
  /** When the job ends, whatever became of it. */
  readonly finish: Run<InputsOf<C>, OutputsOf<C>>;
  /** In the process that `run` detached, with the message it was given. */
  readonly background: (message: string, host: BackgroundHost) => Promise<void>;
};

export async function runAction<C extends Contract>(
  contract: C,
  run: Run<InputsOf<C>, OutputsOf<C>>,
  afterwards?: Afterwards<C>,
): Promise<void> {
  if (process.argv[2] === backgroundArgument)
    return afterwards?.background(await text(process.stdin), {
      environment: process.env,
      signal: cancellation(),
    });
  const host = githubHost(process.env);
  const isEnd = host.job.kept("phase") === "end";
  try {
    if (afterwards !== undefined && !isEnd) host.job.keep("phase", "end");
    const ok = await perform(contract, isEnd && afterwards ? afterwards.finish : run, host);
    process.exitCode = ok ? 0 : 1;
  } catch (error) {
    const message = `${contract.name} met a fault of its own: ${(error as Error).message}`;
    // At the end of a job nothing depends on the step any more: a bug of ours must not turn a good build red.
    if (isEnd) core.warning(message);
    else core.setFailed(message);
    core.debug(String((error as Error).stack));
  }
}

/** True when the step succeeds. */
async function perform<C extends Contract>(
  contract: C,
  run: Run<InputsOf<C>, OutputsOf<C>>,
  host: GithubHost,
): Promise<boolean> {
  maskSecrets(contract, host);
  const inputs = parseInputs(contract, (name) => core.getInput(name));
  if (!inputs.ok) {
    for (const problem of inputs.problems) host.report(problem);
    await host.finish({}, "");
    return false;
  }
  const report = await run(inputs.value, host);
  if (report.text !== "") host.info(report.text);
  for (const problem of report.problems) host.report(problem);
  await host.finish(namedOutputs(contract, report.outputs), report.summary);
  return !(report.failed ?? false) && !hasErrors(report.problems);
}

function maskSecrets(contract: Contract, host: GithubHost): void {
  for (const [name, input] of Object.entries<Input>(contract.inputs)) {
    if (input.kind !== "secret") continue;
    for (const word of [name, ...(input.aliases ?? [])]) {
      const value = core.getInput(word);
      if (value !== "") host.mask(value);
    }
  }
}

function namedOutputs<C extends Contract>(contract: C, outputs: OutputsOf<C>): Record<string, string> {
  const values = outputs as Readonly<Record<string, string>>;
  return Object.fromEntries(
    Object.keys(contract.outputs).map((name) => [name, values[camelCase(name)] ?? ""]),
  );
}
