/** Required checks, computed from the very value that is rendered: refuses a name that no pull request would ever report. */

import { isExpression, type Template } from "./model/expression.ts";
import type { Job, StaticMatrix } from "./model/job.ts";
import type { Workflow } from "./model/workflow.ts";
import { type Outcome, type Problem, refuse, succeed } from "./problem.ts";

export type RequiredCheck = {
  /** What GitHub calls the context: the name of the check run. */
  readonly context: string;
  /** The app whose word counts. */
  readonly integrationId: number;
};

/** The app "GitHub Actions" on github.com: without it anyone with a token could report the check as passed. */
export const githubActionsApp = 15368;

type Combination = Readonly<Record<string, string>>;

/** Checks of the jobs marked `required`. Problems: check-unreachable. */
export function requiredChecks(workflows: readonly Workflow[]): Outcome<readonly RequiredCheck[]> {
  const names: string[] = [];
  const problems: Problem[] = [];
  for (const workflow of workflows) {
    for (const job of workflow.jobs.filter(({ required }) => required)) {
      const found = checkNames(job);
      problems.push(...unreachable(workflow, job));
      if (found.ok) names.push(...found.value);
      else problems.push(...found.problems);
    }
  }
  problems.push(...ambiguous(workflows, names));
  if (names.length === 0 && problems.length === 0) problems.push(noneRequired());
  if (problems.length > 0) return refuse(...problems);
  return succeed(names.map((context) => ({ context, integrationId: githubActionsApp })));
}

/**
 * Names of the check runs a job reports: its name with the matrix in it, or ` (v1, v2)` behind it when the name does not
 * speak of the matrix. Source: docs.github.com, "Running variations of jobs in a workflow".
 */
export function checkNames(job: Job): Outcome<readonly string[]> {
  const { name, matrix } = job;
  if (matrix === undefined) return isPlain(name) ? succeed([textOf(name)]) : unnamed(job);
  if (isExpression(matrix)) return unnamed(job);
  const combinations = combine(matrix);
  if (isPlain(name))
    return succeed(combinations.map((values) => `${textOf(name)} (${Object.values(values).join(", ")})`));
  const names = combinations.map((values) => fill(name as Template, values));
  return names.every((filled) => filled !== undefined) ? succeed(names) : unnamed(job);
}

function unreachable(workflow: Workflow, job: Job): readonly Problem[] {
  const missing = [
    ...(workflow.on.pullRequest ? [] : ["pull_request"]),
    ...(workflow.on.mergeGroup ? [] : ["merge_group"]),
  ];
  const problems = missing.map((event) =>
    problemAt(
      job,
      `${JSON.stringify(workflow.id)} does not run on ${event}, so the required job ${JSON.stringify(job.id)} is waited for without end`,
      `add ${event === "pull_request" ? "pullRequest" : "mergeGroup"}: true to the events of ${workflow.id}`,
    ),
  );
  if (job.if === undefined ? (job.needs ?? []).length === 0 : job.if.source === "always()") return problems;
  return [
    ...problems,
    problemAt(
      job,
      `the required job ${JSON.stringify(job.id)} can be skipped, and a skipped check counts as passed`,
      "give it the condition always() and let it judge the results of what it needs",
    ),
  ];
}

/** Two jobs of one name report one check: the last one wins. */
function ambiguous(workflows: readonly Workflow[], required: readonly string[]): readonly Problem[] {
  const all = workflows.flatMap(({ jobs }) =>
    jobs.flatMap((job) => {
      const names = checkNames(job);
      return names.ok ? names.value : [];
    }),
  );
  const twice = [...new Set(required)].filter((name) => all.filter((other) => other === name).length > 1);
  return twice.map((name) => ({
    code: "check-unreachable",
    severity: "error",
    where: name,
    what: `more than one job reports the required check ${JSON.stringify(name)}`,
    fix: "give every job a name of its own",
  }));
}

function unnamed(job: Job): Outcome<never> {
  return refuse(
    problemAt(
      job,
      `the checks of ${JSON.stringify(job.id)} have names that are known only when it runs`,
      "require a job with a fixed name that needs it, such as gate",
    ),
  );
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

function problemAt(job: Job, what: string, fix: string): Problem {
  return { code: "check-unreachable", severity: "error", where: `jobs.${job.id}`, what, fix };
}

/** Every combination, the last key varying fastest, as GitHub counts them. */
function combine(matrix: StaticMatrix): readonly Combination[] {
  return Object.entries(matrix).reduce<readonly Combination[]>(
    (combinations, [key, values]) =>
      combinations.flatMap((combination) => values.map((value) => ({ ...combination, [key]: `${value}` }))),
    [{}],
  );
}

function fill(name: Template, values: Combination): string | undefined {
  const parts = name.parts.map((part) => {
    if (typeof part === "string") return part;
    return values[/^matrix\.(.+)$/.exec(part.source)?.[1] ?? ""];
  });
  return parts.includes(undefined) ? undefined : parts.join("");
}

function isPlain(name: Job["name"]): boolean {
  return typeof name === "string" || name.parts.every((part) => typeof part === "string");
}

function textOf(name: Job["name"]): string {
  return typeof name === "string" ? name : name.parts.join("");
}
