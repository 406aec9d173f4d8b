/** What CI does for a package set: spec → workflow. One required check, and it needs every other job. */

import { buildJob } from "./jobs/build.ts";
import { checkJob } from "./jobs/check.ts";
import { gateJob } from "./jobs/gate.ts";
import { guardJob } from "./jobs/guard.ts";
import { planJob } from "./jobs/plan.ts";
import { equals, github, template } from "./model/expression.ts";
import { type Workflow, workflow } from "./model/workflow.ts";
import type { Spec } from "./spec.ts";

/** `ci.yml`: pull requests, the default branch, the merge queue, and by hand. */
export function ciWorkflow(spec: Spec): Workflow {
  const plan = spec.packages === undefined ? undefined : planJob(spec, spec.packages);
  const jobs = [
    guardJob(spec),
    ...(spec.packages === undefined || plan === undefined ? [] : [plan, buildJob(spec, spec.packages, plan)]),
    ...(spec.check ? [checkJob()] : []),
  ];
  return workflow({
    id: "ci",
    name: "CI",
    on: {
      pullRequest: true,
      push: { branches: [spec.defaultBranch] },
      mergeGroup: true,
      workflowDispatch: true,
    },
    concurrency: {
      group: template`${github("workflow")}-${github("ref")}`,
      cancelInProgress: equals(github("event_name"), "pull_request"),
    },
    jobs: [...jobs, gateJob(jobs, plan)],
  });
}
