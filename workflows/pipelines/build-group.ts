/**
 * `build-group.yml`: a called workflow with one matrix, called once for each group of the plan. It is how more jobs than one
 * matrix may have are started; it decides nothing.
 */

import { type BuildOptions, groupJob, whenThereIsWork, whenToRetry } from "../jobs/build.ts";
import type { PlanJob } from "../jobs/plan.ts";
import { call, reusable } from "../model/call.ts";
import { type Expression, fromJson, matrix, secret, template } from "../model/expression.ts";
import { type CallInterface, input } from "../model/interface.ts";
import { jobOutput } from "../model/job.ts";
import type { CallJob } from "../model/workflow.ts";
import type { PackagesValues, PipelineValues } from "../pipeline-values.ts";

const inputs = {
  matrix: { type: "string", description: "The matrix of this group, JSON", required: true },
  "retry-known": { type: "boolean", description: "Build also what is known to fail", required: true },
  flake: { type: "string", description: "Flake reference of the package set", required: true },
  cache: { type: "string", description: "Cache to push to; empty: none", default: "" },
  "nix-config": { type: "string", description: "Lines for the runner's nix.conf", default: "" },
} as const satisfies CallInterface["inputs"];

const secrets = {
  CACHIX_AUTH_TOKEN: { description: "Cachix token with write permission; without it nothing is pushed" },
} as const satisfies CallInterface["secrets"];

function groupWorkflow({ actions }: PipelineValues, environment: Expression | undefined) {
  const packages: PackagesValues = {
    flake: input(inputs, "flake"),
    cache: input(inputs, "cache"),
    nixConfig: input(inputs, "nix-config"),
    ...(environment === undefined ? {} : { tokenEnvironment: environment }),
  };
  const given = { rows: input(inputs, "matrix"), retries: input(inputs, "retry-known") };
  const jobs = [groupJob({ actions }, packages, given)] as const;
  return reusable({ id: "build-group", name: "Build a group", call: { inputs, secrets }, jobs });
}

/** The job `build`, as a workflow for each group. It always lies beside its caller, of the same commit. */
export function buildGroupsJob(
  values: PipelineValues,
  packages: PackagesValues,
  plan: PlanJob,
  options: BuildOptions,
): CallJob<"build", "plan"> {
  const { flake, cache, nixConfig, tokenEnvironment } = packages;
  return call(
    groupWorkflow(values, tokenEnvironment),
    { from: "checkout" },
    {
      id: "build",
      name: template`Build ${matrix("group")}`,
      needs: ["plan"],
      if: whenThereIsWork(plan),
      skippedWhen: { output: jobOutput(plan, "builds"), is: "0" },
      matrix: fromJson(jobOutput(plan, "groups")),
      with: {
        matrix: matrix("matrix"),
        "retry-known": whenToRetry(options),
        flake,
        ...(cache === undefined ? {} : { cache }),
        ...(nixConfig === undefined ? {} : { "nix-config": nixConfig }),
      },
      secrets: cache === undefined ? {} : { CACHIX_AUTH_TOKEN: secret("CACHIX_AUTH_TOKEN") },
    },
  );
}
