/**
 * `code-scanning.yml`: the default branch only, in a file of its own, so that no job that reads a pull request may write
 * security events. Needs code scanning, which private repositories have to buy: asked for by `codeScanning`.
 */

import { codeScanningJob } from "../jobs/code-scanning.ts";
import { github, template } from "../model/expression.ts";
import { type StartedWorkflow, workflow } from "../model/workflow.ts";
import type { Spec } from "../spec.ts";

export function codeScanningWorkflow(spec: Spec): StartedWorkflow {
  return workflow({
    id: "code-scanning",
    name: "Code scanning",
    on: { push: { branches: [spec.defaultBranch] }, workflowDispatch: true },
    concurrency: { group: template`${github("workflow")}-${github("ref")}`, cancelInProgress: true },
    jobs: [codeScanningJob(spec)],
  });
}
