/** Job `guard-changes`: evaluates what a pull request adds or changes, and judges every fixed-output derivation it needs. */

import { hashGuard } from "../contract/hash-guard.ts";
import { and, cancelled, differs, not } from "../model/expression.ts";
import { job, jobOutput, jobResult } from "../model/job.ts";
import { ours } from "../model/step.ts";
import type { PackagesValues, PipelineValues } from "../pipeline-values.ts";
import type { PlanJob } from "./plan.ts";
import { checkOut, installNix } from "./setup.ts";

export function guardChangesJob(values: PipelineValues, packages: PackagesValues, plan: PlanJob) {
  const changed = jobOutput(plan, "changed-attrs");
  return job({
    id: "guard-changes",
    name: "Guard what changed, evaluated",
    needs: ["plan"],
    // A plan that was skipped left no output at all, which not every runner takes for an empty text.
    if: and(not(cancelled()), differs(jobResult(plan), "skipped"), differs(changed, "")),
    skippedWhen: { output: changed, is: "" },
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 60,
    permissions: { contents: "read" },
    steps: [
      checkOut(),
      installNix(packages),
      ours<typeof hashGuard, "plan">(hashGuard, values.actions, {
        name: "Refuse placeholder hashes that only evaluation shows",
        with: { paths: values.guardPaths, eval: true, flake: packages.flake, attrs: changed },
      }),
    ],
  });
}
