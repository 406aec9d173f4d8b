/** Which jobs a pipeline has, whether its workflow is started by an event or called. */

import { type BuildOptions, buildJob } from "../jobs/build.ts";
import { checkJob } from "../jobs/check.ts";
import { flakeCheckJob } from "../jobs/flake-check.ts";
import { gateJob } from "../jobs/gate.ts";
import { guardJob } from "../jobs/guard.ts";
import { guardChangesJob } from "../jobs/guard-changes.ts";
import { nixMatrixJob } from "../jobs/nix-matrix.ts";
import { type PlanJob, planJob } from "../jobs/plan.ts";
import { reportJob } from "../jobs/report.ts";
import type { AnyJob } from "../model/workflow.ts";
import type { PackagesValues, PipelineValues } from "../pipeline-values.ts";
import { buildGroupsJob } from "./build-group.ts";

/** The gate needs all before it. What comes after it is required by nothing. */
export function ciJobs(values: PipelineValues): readonly AnyJob[] {
  const { packages } = values;
  const plan = packages === undefined ? undefined : planJob(values, packages, { compares: true });
  const jobs = [
    guardJob(values),
    ...(packages === undefined || plan === undefined ? [] : packageJobs(values, packages, plan)),
    ...(values.check ? [checkJob(), nixMatrixJob()] : []),
  ];
  const gate = gateJob(values.gateName, jobs);
  return plan === undefined ? [...jobs, gate] : [...jobs, gate, reportJob(values, plan, { afterGate: true })];
}

/** Everything that the cache lacks, whatever changed: what was evicted comes back, what failed is tried again. */
export function nightlyJobs(
  values: PipelineValues & { readonly packages: PackagesValues },
): readonly AnyJob[] {
  const plan = planJob(values, values.packages, { compares: false });
  const build = buildsJob(values, values.packages, plan, { retries: true });
  return [guardJob(values), plan, build, reportJob(values, plan, { afterGate: false })];
}

function buildsJob(
  values: PipelineValues,
  packages: PackagesValues,
  plan: PlanJob,
  options: BuildOptions,
): AnyJob {
  return (values.nested ? buildGroupsJob : buildJob)(values, packages, plan, options);
}

function packageJobs(values: PipelineValues, packages: PackagesValues, plan: PlanJob): readonly AnyJob[] {
  return [
    plan,
    guardChangesJob(values, packages, plan),
    buildsJob(values, packages, plan, { retries: false }),
    ...(values.flakeCheck === false ? [] : [flakeCheckJob(packages, values.flakeCheck)]),
  ];
}
