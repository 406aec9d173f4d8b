/** Job `build`: one runner per shard of the plan builds it and pushes what was built, also when something else failed. */

import { cachixPush } from "../contract/cachix-push.ts";
import { nixBuild } from "../contract/nix-build.ts";
import {
  always,
  and,
  type Condition,
  cancelled,
  differs,
  fromJson,
  isExpression,
  matrix,
  not,
  runnerTemporary,
  secret,
  template,
} from "../model/expression.ts";
import { job, jobOutput } from "../model/job.ts";
import { type ActionStep, type Leaving, ours, pinned, type Step, stepOutput } from "../model/step.ts";
import type { PackagesValues, PipelineValues, Text } from "../pipeline-values.ts";
import { type PlanJob, planArtifact } from "./plan.ts";
import { checkOut, installNix } from "./setup.ts";

/** GitHub ends a hosted job after six hours; what is left belongs to the push. */
const mostMinutes = 350;

/** Without a status function an attribute that does not evaluate would keep all the others from being built. */
export function whenThereIsWork(plan: PlanJob): Condition<"plan"> {
  const builds = jobOutput(plan, "builds");
  return and(not(cancelled()), differs(builds, ""), differs(builds, "0"));
}

export function buildJob(values: PipelineValues, packages: PackagesValues, plan: PlanJob) {
  return job({
    ...shardJob(values, packages),
    needs: ["plan"],
    if: whenThereIsWork(plan),
    matrix: fromJson(jobOutput(plan, "matrix")),
    skippedWhen: { output: jobOutput(plan, "builds"), is: "0" },
  });
}

function shardJob({ actions }: PipelineValues, packages: PackagesValues) {
  const build = ours(nixBuild, actions, {
    id: "build",
    name: "Build the shard",
    with: {
      flake: packages.flake,
      "plan-file": template`${runnerTemporary}/plan/plan.json`,
      shard: matrix("shard"),
    },
  });
  return {
    id: "build",
    name: template`Build ${matrix("shard")}`,
    runsOn: matrix("runner"),
    timeoutMinutes: mostMinutes,
    permissions: { contents: "read" },
    steps: [
      checkOut(),
      installNix(packages),
      pinned("download-artifact", {
        name: "Fetch the plan",
        with: { name: planArtifact, path: template`${runnerTemporary}/plan` },
      }),
      build,
      ...(packages.cache === undefined ? [] : [pushStep({ actions }, packages.cache, build)]),
      keepResults(build),
    ] as readonly Step[],
  } as const;
}

function pushStep(
  { actions }: Pick<PipelineValues, "actions">,
  cache: Text,
  build: Leaving<"results-file">,
): ActionStep {
  const results = stepOutput(build, "results-file");
  return ours(cachixPush, actions, {
    name: "Push what was built, and read it back",
    // A called workflow learns only when it runs whether there is a cache.
    if: and(always(), differs(results, ""), ...(isExpression(cache) ? [differs(cache, "")] : [])),
    // A pull request from a fork has no secret: the action then only reports what it would push.
    with: { cache, "auth-token": secret("CACHIX_AUTH_TOKEN"), "results-file": results },
  });
}

function keepResults(build: Leaving<"results-file">): ActionStep {
  const results = stepOutput(build, "results-file");
  return pinned("upload-artifact", {
    name: "Keep the results for the statistics",
    if: and(always(), differs(results, "")),
    with: { name: template`results-${matrix("shard")}`, path: results },
  });
}
