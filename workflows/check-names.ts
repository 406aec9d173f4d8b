/** What GitHub calls the check runs of a job: matrix and called workflows expanded. It refuses to guess a name. */

import { isExpression, type Template } from "./model/expression.ts";
import type { StaticMatrix } from "./model/job.ts";
import { type AnyJob, isCall, type Workflow } from "./model/workflow.ts";
import { type Outcome, type Problem, refuse, succeed } from "./problem.ts";

/** From the job in the file that an event starts down to the one that runs: its check is named after all of them. */
export type Chain = readonly [AnyJob, ...AnyJob[]];

type Combination = Readonly<Record<string, string>>;

export function chainsOf({ jobs }: Pick<Workflow, "jobs">): readonly Chain[] {
  return jobs.flatMap((job): readonly Chain[] =>
    isCall(job) ? chainsOf(job.callee).map((chain): Chain => [job, ...chain]) : [[job]],
  );
}

/** `caller / callee`, for every combination. Problems: check-unreachable. */
export function chainNames(chain: Chain): Outcome<readonly string[]> {
  const parts = chain.map(checkNames);
  const problems = parts.flatMap((part) => (part.ok ? [] : part.problems));
  if (problems.length > 0) return refuse(...problems);
  const [first = [], ...rest] = parts.map((part) => (part.ok ? part.value : []));
  return succeed(
    rest.reduce((names, inner) => names.flatMap((name) => inner.map((last) => `${name} / ${last}`)), first),
  );
}

/**
 * The job's own part: its name with the matrix in it, or ` (v1, v2)` behind it when the name does not speak of the matrix.
 * Source: docs.github.com, "Running variations of jobs in a workflow".
 */
export function checkNames(job: AnyJob): Outcome<readonly string[]> {
  const { name, matrix } = job;
  if (matrix === undefined) return isPlain(name) ? succeed([textOf(name)]) : refuse(unnamed(job));
  if (isExpression(matrix)) return refuse(unnamed(job));
  const combinations = combine(matrix);
  if (isPlain(name))
    return succeed(combinations.map((values) => `${textOf(name)} (${Object.values(values).join(", ")})`));
  const names = combinations.map((values) => fill(name as Template, values));
  return names.every((filled) => filled !== undefined) ? succeed(names) : refuse(unnamed(job));
}

function unnamed({ id }: AnyJob): Problem {
  return {
    code: "check-unreachable",
    severity: "error",
    where: `jobs.${id}`,
    what: `the checks of ${JSON.stringify(id)} have names that are known only when it runs`,
    fix: "require a job with a fixed name that needs it, such as gate",
  };
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

function isPlain(name: AnyJob["name"]): boolean {
  return typeof name === "string" || name.parts.every((part) => typeof part === "string");
}

function textOf(name: AnyJob["name"]): string {
  return typeof name === "string" ? name : name.parts.join("");
}
