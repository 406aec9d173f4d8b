/** Composition root of every action: inputs in, one run, effects out. The only place that catches. */

import * as core from "@actions/core";
import {
  type Contract,
  camelCase,
  type InputsOf,
  type OutputsOf,
} from "../../../workflows/contract/contract.ts";
import { hasErrors } from "../../../workflows/problem.ts";
import { parseInputs } from "../inputs.ts";
import { type GithubHost, githubHost } from "./github-host.ts";
import type { Run } from "./host.ts";

export async function runAction<C extends Contract>(
  contract: C,
  run: Run<InputsOf<C>, OutputsOf<C>>,
): Promise<void> {
  const host = githubHost(process.env);
  try {
    process.exitCode = (await perform(contract, run, host)) ? 0 : 1;
  } catch (error) {
    core.setFailed(`${contract.name} met a fault of its own: ${(error as Error).message}`);
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
  for (const [name, input] of Object.entries(contract.inputs)) {
    const value = input.kind === "secret" ? core.getInput(name) : "";
    if (value !== "") host.mask(value);
  }
}

function namedOutputs<C extends Contract>(contract: C, outputs: OutputsOf<C>): Record<string, string> {
  const values = outputs as Readonly<Record<string, string>>;
  return Object.fromEntries(
    Object.keys(contract.outputs).map((name) => [name, values[camelCase(name)] ?? ""]),
  );
}
