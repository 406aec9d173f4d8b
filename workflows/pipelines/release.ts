/** `release.yml`: by hand, on the default branch. A check without any permission first, then one job that may write, behind an approval. */

import { checkJob } from "../jobs/check.ts";
import { releaseJob } from "../jobs/release.ts";
import { github, template } from "../model/expression.ts";
import { type StartedWorkflow, workflow } from "../model/workflow.ts";
import type { Spec } from "../spec.ts";

export function releaseWorkflow(spec: Spec): StartedWorkflow {
  return workflow({
    id: "release",
    name: "Release",
    on: { workflowDispatch: true },
    // A release that has begun is not taken back half done.
    concurrency: { group: template`${github("workflow")}-${github("ref")}`, cancelInProgress: false },
    jobs: [checkJob(), releaseJob(spec.defaultBranch)],
  });
}
