/** Job `report`: what every shard left, as one table, and as the history by which the next plan packs. It judges nothing. */

import { report } from "../contract/report.ts";
import { and, equals, github, runnerTemporary, template } from "../model/expression.ts";
import { job } from "../model/job.ts";
import { ours, pinned } from "../model/step.ts";
import type { PipelineValues } from "../pipeline-values.ts";
import { whenThereIsWork } from "./build.ts";
import { buildTimes, type PlanJob, planArtifact } from "./plan.ts";
import { checkOut } from "./setup.ts";

export type ReportOptions = {
  /**
   * After the gate: nothing waits for a report, and nothing is required of it. And only of the default branch: what a pull
   * request measures only its own next run could read.
   */
  readonly afterGate: boolean;
};

export function reportJob(
  { actions }: Pick<PipelineValues, "actions">,
  plan: PlanJob,
  { afterGate }: ReportOptions,
) {
  const hasWork = whenThereIsWork(plan);
  return job({
    id: "report",
    name: "Report, and keep how long builds take",
    needs: ["plan", "build", ...(afterGate ? (["gate"] as const) : [])],
    if: afterGate ? and(hasWork, equals(github("event_name"), "push")) : hasWork,
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 10,
    permissions: actions.from === "checkout" ? { contents: "read" } : {},
    steps: [
      ...(actions.from === "checkout" ? [checkOut()] : []),
      // By a pattern: what is not there is no error.
      pinned("download-artifact", {
        name: "Fetch the plan",
        with: { pattern: planArtifact, path: template`${runnerTemporary}/plans` },
      }),
      pinned("download-artifact", {
        name: "Fetch the results of every shard",
        with: { pattern: "results-*", path: template`${runnerTemporary}/results` },
      }),
      ours<typeof report, "plan">(report, actions, {
        name: "Add them up",
        with: {
          results: template`${runnerTemporary}/results`,
          "plan-file": template`${runnerTemporary}/plans/plan/plan.json`,
          history: buildTimes,
        },
      }),
    ],
  });
}
