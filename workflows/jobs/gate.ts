/** Job `gate`: the one required check. A skipped job counts as success for GitHub; here only where skipping was the plan. */

import { always, type Expression } from "../model/expression.ts";
import { type Job, job, jobOutput, jobResult } from "../model/job.ts";
import { run } from "../model/step.ts";
import type { PlanJob } from "./plan.ts";

/** `plan` allows the job `build` to be skipped, when it found nothing to build. */
export function gateJob(name: string, jobs: readonly Job[], plan?: PlanJob): Job {
  const results = jobs.map((each): [string, Expression<string>] => [variableOf(each.id), jobResult(each)]);
  const builds: readonly [string, Expression<string>][] =
    plan === undefined ? [] : [["BUILDS", jobOutput(plan, "builds")]];
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
      run<string, string>(judgement(jobs, plan !== undefined), {
        name: "Fail unless every job succeeded or was skipped on purpose",
        env: Object.fromEntries([...builds, ...results]),
      }),
    ],
  });
}

/** Results come through the environment: nothing a job says can become a command. */
function judgement(jobs: readonly Job[], hasBuilds: boolean): string {
  return [
    "failed=0",
    "judge() {",
    '  echo "$1: $2"',
    '  case "$2" in',
    "    success) ;;",
    '    skipped) [ "$3" = may-skip ] || failed=1 ;;',
    "    *) failed=1 ;;",
    "  esac",
    "}",
    ...(hasBuilds ? ["build=must-run", 'if [ "$BUILDS" = 0 ]; then build=may-skip; fi'] : []),
    ...jobs.map(({ id }) => `judge ${id} "$${variableOf(id)}" ${skipRule(id, hasBuilds)}`),
    'exit "$failed"',
    "",
  ].join("\n");
}

function skipRule(id: string, hasBuilds: boolean): string {
  return hasBuilds && id === "build" ? '"$build"' : "must-run";
}

function variableOf(id: string): string {
  return `RESULT_${id.toUpperCase().replaceAll("-", "_")}`;
}
