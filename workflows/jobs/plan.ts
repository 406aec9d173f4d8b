/** Job `plan`: evaluates every attribute, leaves the matrix as an output and the whole plan as an artifact. */

import { plan } from "../contract/plan.ts";
import { always, and, differs, equals, github, textWhen } from "../model/expression.ts";
import { job } from "../model/job.ts";
import { ours, pinned, stepOutput } from "../model/step.ts";
import type { PackagesValues, PipelineValues } from "../pipeline-values.ts";
import { checkOut, installNix } from "./setup.ts";

export const planArtifact = "plan";

/** Entry of the Actions cache: how long builds took, as the report of the default branch and of the night kept it. */
export const buildTimes = "main";

export type PlanJob = ReturnType<typeof planJob>;

/** The merge commit of a pull request has the base as its first parent; anything else is compared with nothing. */
const baseOfPullRequest = textWhen(equals(github("event_name"), "pull_request"), "HEAD^1");

/** 16 times what one matrix holds; GitHub counts the jobs of each called workflow by themselves. */
const mostJobs = 4096;

export type PlanOptions = {
  /** Only what a pull request adds or changes is of interest. */
  readonly compares: boolean;
};

export function planJob(
  { actions, nested }: PipelineValues,
  packages: PackagesValues,
  { compares }: PlanOptions,
) {
  const { flake, systems, runners, attributes, cache, knownFailures } = packages;
  const evaluate = ours(plan, actions, {
    id: "plan",
    name: "Evaluate, and skip what the cache has",
    with: {
      flake,
      ...(systems === undefined ? {} : { systems }),
      ...(runners === undefined ? {} : { runners }),
      ...(attributes === undefined ? {} : { attribute: attributes }),
      ...(cache === undefined ? {} : { cache }),
      ...(knownFailures === undefined ? {} : { "known-failures": knownFailures }),
      history: buildTimes,
      ...(nested ? { nested, "max-jobs": mostJobs } : {}),
      ...(compares ? { base: baseOfPullRequest } : {}),
    },
  });
  return job({
    id: "plan",
    name: "Plan what to build",
    needs: ["guard"],
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 60,
    permissions: { contents: "read" },
    // The plan itself stays out of the outputs: a variable of a process holds 128 KiB.
    outputs: {
      matrix: stepOutput(evaluate, "matrix"),
      groups: stepOutput(evaluate, "groups"),
      builds: stepOutput(evaluate, "builds"),
      skipped: stepOutput(evaluate, "skipped"),
      "changed-attrs": stepOutput(evaluate, "changed-attrs"),
    },
    steps: [
      checkOut(compares ? 2 : 1),
      installNix(packages),
      evaluate,
      pinned("upload-artifact", {
        name: "Keep the plan for the build jobs",
        // An attribute that does not evaluate fails this job and still leaves a plan for the others.
        if: and(always(), differs(stepOutput(evaluate, "plan-file"), "")),
        with: {
          name: planArtifact,
          path: stepOutput(evaluate, "plan-file"),
          "if-no-files-found": "error",
          overwrite: true,
        },
      }),
    ],
  });
}
