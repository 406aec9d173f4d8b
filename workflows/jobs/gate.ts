/** Job `gate`: the one required check. A skipped job counts as success for GitHub; here only where skipping was the plan. */

import { always, type Expression } from "../model/expression.ts";
import { type Job, job, jobResult, type Skip } from "../model/job.ts";
import { run } from "../model/step.ts";
import type { AnyJob } from "../model/workflow.ts";

export function gateJob(name: string, jobs: readonly AnyJob[]): Job {
  const results = jobs.map((each): [string, Expression<string>] => [variableOf(each.id), jobResult(each)]);
  const outputs = jobs.flatMap(({ skippedWhen: skip }): [string, Expression<string>][] =>
    skip === undefined ? [] : [[outputVariable(skip), skip.output]],
  );
  return job({
    id: "gate",
    name,
    needs: jobs.map(({ id }) => id),
    if: always(),
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 5,
    permissions: {},
    required: true,
    steps: [
      run<string, string>(judgement(jobs), {
        name: "Fail unless every job succeeded or was skipped on purpose",
        env: Object.fromEntries([...outputs, ...results]),
      }),
    ],
  });
}

/** Results come through the environment: nothing a job says can become a command. */
function judgement(jobs: readonly AnyJob[]): string {
  return [
    "failed=0",
    "# judge JOB RESULT [VALUE SKIPPED_WHEN]: without the last two it must have run.",
    "judge() {",
    '  echo "$1: $2"',
    '  case "$2" in',
    "    success) ;;",
    '    skipped) [ "$#" = 4 ] && [ "$3" = "$4" ] || failed=1 ;;',
    "    *) failed=1 ;;",
    "  esac",
    "}",
    ...jobs.map(({ id, skippedWhen }) => `judge ${id} "$${variableOf(id)}"${skipArguments(skippedWhen)}`),
    'exit "$failed"',
    "",
  ].join("\n");
}

function skipArguments(skip: Skip | undefined): string {
  return skip === undefined ? "" : ` "$${outputVariable(skip)}" '${skip.is}'`;
}

/** `needs.plan.outputs.builds` → `PLAN_BUILDS`, `inputs.flake-check` → `INPUTS_FLAKE_CHECK` */
function outputVariable({ output }: Skip): string {
  return shellName(output.source.replace(/^needs\.([^.]+)\.outputs/, "$1"));
}

function variableOf(id: string): string {
  return `RESULT_${shellName(id)}`;
}

function shellName(text: string): string {
  return text.toUpperCase().replaceAll(/[.-]/g, "_");
}
