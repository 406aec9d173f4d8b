/** `ci.yml`: pull requests, the default branch, the merge queue, and by hand. One required check, and it needs every other job. */

import { formerJobs } from "../jobs/former.ts";
import { equals, github, template } from "../model/expression.ts";
import { type AnyJob, type StartedWorkflow, workflow } from "../model/workflow.ts";
import { valuesOf } from "../pipeline-values.ts";
import type { Spec } from "../spec.ts";
import { callCi } from "./called.ts";
import { ciJobs } from "./jobs.ts";

export function ciWorkflow(spec: Spec): StartedWorkflow {
  const jobs = spec.reuse ? [callCi(spec)] : ciJobs(valuesOf(spec));
  // The gate, or the called workflow that has it.
  const gates = jobs.filter(({ id }) => id === "gate" || spec.reuse);
  return workflow<readonly AnyJob[]>({
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
    jobs: [...jobs, ...gates.flatMap((gate) => formerJobs(spec.formerChecks, gate))],
  });
}
