/** What CI does for a package set: spec → workflow. One required check, and it needs every other job. */

import { buildJob } from "./jobs/build.ts";
import { checkJob } from "./jobs/check.ts";
import { codeScanningJob } from "./jobs/code-scanning.ts";
import { formerJobs } from "./jobs/former.ts";
import { gateJob } from "./jobs/gate.ts";
import { guardJob } from "./jobs/guard.ts";
import { nixMatrixJob } from "./jobs/nix-matrix.ts";
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
    ...(spec.check ? [checkJob(), nixMatrixJob()] : []),
  ];
  const gate = gateJob(spec.gateName, jobs, plan);
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
    jobs: [...jobs, gate, ...formerJobs(spec.formerChecks, gate)],
  });
}

/**
 * `code-scanning.yml`: the default branch only, in a file of its own, so that no job that reads a pull request may write
 * security events. Needs code scanning, which private repositories have to buy: asked for by `codeScanning`.
 */
export function codeScanningWorkflow(spec: Spec): Workflow {
  return workflow({
    id: "code-scanning",
    name: "Code scanning",
    on: { push: { branches: [spec.defaultBranch] }, workflowDispatch: true },
    concurrency: { group: template`${github("workflow")}-${github("ref")}`, cancelInProgress: true },
    jobs: [codeScanningJob(spec)],
  });
}
