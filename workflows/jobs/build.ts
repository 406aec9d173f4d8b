/** Job `build`: one runner per shard of the plan builds it and pushes what was built, also when something else failed. */

import { cachixPush } from "../contract/cachix-push.ts";
import { nixBuild } from "../contract/nix-build.ts";
import {
  always,
  and,
  cancelled,
  differs,
  fromJson,
  matrix,
  not,
  runnerTemporary,
  secret,
  template,
} from "../model/expression.ts";
import { job, jobOutput } from "../model/job.ts";
import { type ActionStep, type Leaving, ours, pinned, stepOutput } from "../model/step.ts";
import type { CacheSpec, PackagesSpec, Spec } from "../spec.ts";
import { type PlanJob, planArtifact } from "./plan.ts";
import { checkOut, installNix } from "./setup.ts";

export function buildJob(spec: Spec, packages: PackagesSpec, plan: PlanJob) {
  const builds = jobOutput(plan, "builds");
  const build = ours(nixBuild, spec.actions, {
    id: "build",
    name: "Build the shard",
    with: {
      flake: packages.flake,
      "plan-file": template`${runnerTemporary}/plan/plan.json`,
      shard: matrix("shard"),
    },
  });
  return job({
    id: "build",
    name: template`Build ${matrix("shard")}`,
    needs: ["plan"],
    // Without a status function an attribute that does not evaluate would keep all the others from being built.
    if: and(not(cancelled()), differs(builds, ""), differs(builds, "0")),
    runsOn: matrix("runner"),
    timeoutMinutes: 350,
    permissions: { contents: "read" },
    matrix: fromJson(jobOutput(plan, "matrix")),
    steps: [
      checkOut(),
      installNix(packages.cache),
      pinned("download-artifact", {
        name: "Fetch the plan",
        with: { name: planArtifact, path: template`${runnerTemporary}/plan` },
      }),
      build,
      ...(packages.cache === undefined ? [] : [pushStep(spec, packages.cache, build)]),
    ],
  });
}

function pushStep(spec: Spec, cache: CacheSpec, build: Leaving<"results-file">): ActionStep {
  const results = stepOutput(build, "results-file");
  return ours(cachixPush, spec.actions, {
    name: "Push what was built, and read it back",
    if: and(always(), differs(results, "")),
    // A pull request from a fork has no secret: the action then only reports what it would push.
    with: { cache: cache.name, "auth-token": secret("CACHIX_AUTH_TOKEN"), "results-file": results },
  });
}
