/** Required checks, computed from the very value that is rendered: refuses a name that no pull request would ever report. */

import { type Chain, chainNames, chainsOf } from "./check-names.ts";
import { type AnyJob, isCall, type StartedWorkflow } from "./model/workflow.ts";
import { type Outcome, type Problem, refuse, succeed } from "./problem.ts";

export type RequiredCheck = {
  /** What GitHub calls the context: the name of the check run. */
  readonly context: string;
  /** The app whose word counts. */
  readonly integrationId: number;
};

/** The app "GitHub Actions" on github.com: without it anyone with a token could report the check as passed. */
export const githubActionsApp = 15368;

/** Checks of the jobs marked `required`, in called workflows too. Problems: check-unreachable. */
export function requiredChecks(workflows: readonly StartedWorkflow[]): Outcome<readonly RequiredCheck[]> {
  const names: string[] = [];
  const problems: Problem[] = [];
  for (const workflow of workflows) {
    for (const chain of chainsOf(workflow).filter(isRequired)) {
      const found = chainNames(chain);
      problems.push(...unreachable(workflow, chain));
      if (found.ok) names.push(...found.value);
      else problems.push(...found.problems);
    }
  }
  problems.push(...ambiguous(workflows, names));
  if (names.length === 0 && problems.length === 0) problems.push(noneRequired());
  if (problems.length > 0) return refuse(...problems);
  return succeed(names.map((context) => ({ context, integrationId: githubActionsApp })));
}

function isRequired(chain: Chain): boolean {
  const last = chain.at(-1);
  return last !== undefined && !isCall(last) && last.required === true;
}

function unreachable(workflow: StartedWorkflow, chain: Chain): readonly Problem[] {
  const id = chain.map((job) => job.id).join(" / ");
  const missing = [
    ...(workflow.on.pullRequest ? [] : ["pull_request"]),
    ...(workflow.on.mergeGroup ? [] : ["merge_group"]),
  ];
  const problems = missing.map((event) =>
    problemAt(
      id,
      `${JSON.stringify(workflow.id)} does not run on ${event}, so the required job ${JSON.stringify(id)} is waited for without end`,
      `add ${event === "pull_request" ? "pullRequest" : "mergeGroup"}: true to the events of ${workflow.id}`,
    ),
  );
  if (chain.every(alwaysRuns)) return problems;
  return [
    ...problems,
    problemAt(
      id,
      `the required job ${JSON.stringify(id)} can be skipped, and a skipped check counts as passed`,
      "give it the condition always() and let it judge the results of what it needs",
    ),
  ];
}

function alwaysRuns(job: AnyJob): boolean {
  return job.if === undefined ? (job.needs ?? []).length === 0 : job.if.source === "always()";
}

/** Two jobs of one name report one check: the last one wins. */
function ambiguous(workflows: readonly StartedWorkflow[], required: readonly string[]): readonly Problem[] {
  const all = workflows.flatMap(chainsOf).flatMap((chain) => {
    const names = chainNames(chain);
    return names.ok ? names.value : [];
  });
  const twice = [...new Set(required)].filter((name) => all.filter((other) => other === name).length > 1);
  return twice.map((name) => ({
    code: "check-unreachable",
    severity: "error",
    where: name,
    what: `more than one job reports the required check ${JSON.stringify(name)}`,
    fix: "give every job a name of its own",
  }));
}

function noneRequired(): Problem {
  return {
    code: "check-unreachable",
    severity: "error",
    where: "workflows",
    what: "no job is required, so anything can be merged",
    fix: "mark the gate with required: true",
  };
}

function problemAt(id: string, what: string, fix: string): Problem {
  return { code: "check-unreachable", severity: "error", where: `jobs.${id}`, what, fix };
}
