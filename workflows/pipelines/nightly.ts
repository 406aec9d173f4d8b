/** `nightly.yml`: everything, not only what changed, at a minute of the repository's own. It is required by nothing. */

import { github, template } from "../model/expression.ts";
import { type AnyJob, type StartedWorkflow, workflow } from "../model/workflow.ts";
import { type PackagesValues, type PipelineValues, valuesOf } from "../pipeline-values.ts";
import type { Spec } from "../spec.ts";
import { callNightly } from "./called.ts";
import { nightlyJobs } from "./jobs.ts";

export function nightlyWorkflow(spec: Spec, packages: PackagesValues): StartedWorkflow {
  const values: PipelineValues & { readonly packages: PackagesValues } = { ...valuesOf(spec), packages };
  return workflow<readonly AnyJob[]>({
    id: "nightly",
    name: "Nightly",
    on: { schedule: [{ cron: nightlyCron(spec.name) }], workflowDispatch: true },
    concurrency: { group: template`${github("workflow")}-${github("ref")}`, cancelInProgress: true },
    jobs: spec.reuse ? [callNightly(spec)] : nightlyJobs(values),
  });
}

/** Between 02:00 and 04:59 UTC, never at a full hour, when GitHub's queue is longest. FNV-1a of the name. */
export function nightlyCron(name: string): string {
  const hash = [...name].reduce(
    (sum, letter) => Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0,
    0x811c9dc5,
  );
  return `${(hash % 58) + 1} ${2 + (Math.floor(hash / 58) % 3)} * * *`;
}
