/** Job `build`: one runner per shard of the plan builds it and pushes what was built, also when something else failed. */

import { nixBuild } from "../contract/nix-build.ts";
import {
  always,
  and,
  type Condition,
  cancelled,
  differs,
  type Expression,
  fromJson,
  github,
  matrix,
  not,
  runnerTemporary,
  secret,
  template,
} from "../model/expression.ts";
import { job, jobOutput } from "../model/job.ts";
import { type ActionStep, type Leaving, ours, pinned, type Step, stepOutput } from "../model/step.ts";
import type { PackagesValues, PipelineValues } from "../pipeline-values.ts";
import { type PlanJob, planArtifact } from "./plan.ts";
import { checkOut, installNix } from "./setup.ts";

/** GitHub ends a hosted job after six hours. Builds end before that, so that what is done can still be pushed. */
const jobMinutes = 350;
const buildMinutes = 330;

/** Entry of the Actions cache; what is remembered there is told as failed at once, and never as good. */
const memoryName = "failed-builds";

export type BuildOptions = {
  /** Build also what is known to fail. */
  readonly retries: boolean;
};

/** Whoever runs a job again wants it to be tried again. */
export function whenToRetry({ retries }: BuildOptions): true | Condition {
  return retries ? true : differs(github("run_attempt"), "1");
}

/** Without a status function an attribute that does not evaluate would keep all the others from being built. */
export function whenThereIsWork(plan: PlanJob): Condition<"plan"> {
  const builds = jobOutput(plan, "builds");
  return and(not(cancelled()), differs(builds, ""), differs(builds, "0"));
}

export function buildJob(
  values: PipelineValues,
  packages: PackagesValues,
  plan: PlanJob,
  options: BuildOptions,
) {
  return job({
    ...shardJob(values, packages, whenToRetry(options)),
    needs: ["plan"],
    if: whenThereIsWork(plan),
    matrix: fromJson(jobOutput(plan, "matrix")),
    skippedWhen: { output: jobOutput(plan, "builds"), is: "0" },
  });
}

/** The same in a called workflow: the rows of the matrix come from its caller. */
export function groupJob(
  values: Pick<PipelineValues, "actions">,
  packages: PackagesValues,
  { rows, retries }: { readonly rows: Expression; readonly retries: Expression },
) {
  return job({ ...shardJob(values, packages, retries), matrix: fromJson(rows) });
}

function shardJob(
  { actions }: Pick<PipelineValues, "actions">,
  packages: PackagesValues,
  retries: boolean | Condition | Expression,
) {
  const { flake, cache, tokenEnvironment } = packages;
  const build = ours(nixBuild, actions, {
    id: "build",
    name: "Build the shard, push what is done, read it back",
    with: {
      flake,
      "plan-file": template`${runnerTemporary}/plan/plan.json`,
      shard: matrix("shard"),
      "deadline-minutes": buildMinutes,
      "known-failures": memoryName,
      memory: "actions-cache",
      "retry-known": retries,
      // A pull request from a fork has no secret: then nothing is pushed, and the log says so.
      ...(cache === undefined ? {} : { cache, "auth-token": secret("CACHIX_AUTH_TOKEN") }),
    },
  });
  return {
    id: "build",
    name: template`Build ${matrix("shard")}`,
    runsOn: matrix("runner"),
    timeoutMinutes: jobMinutes,
    permissions: { contents: "read" },
    ...(tokenEnvironment === undefined ? {} : { environment: tokenEnvironment }),
    steps: [
      checkOut(),
      installNix(packages),
      pinned("download-artifact", {
        name: "Fetch the plan",
        with: { name: planArtifact, path: template`${runnerTemporary}/plan` },
      }),
      build,
      keepResults(build),
    ] as readonly Step[],
  } as const;
}

function keepResults(build: Leaving<"results-file">): ActionStep {
  const results = stepOutput(build, "results-file");
  return pinned("upload-artifact", {
    name: "Keep the results for the report",
    if: and(always(), differs(results, "")),
    // A job that is run again leaves newer ones.
    with: { name: template`results-${matrix("shard")}`, path: results, overwrite: true },
  });
}
