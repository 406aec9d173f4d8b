/** Problems as GitHub annotations, within the runner's limits; what does not fit is counted, never dropped in silence. */

import { type Problem, renderProblem, type Severity } from "../../../workflows/problem.ts";

export type Annotation = {
  readonly level: Severity;
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
};

/** Per level and step: actions/runner `_maxCountPerIssueType`. */
const annotationsPerLevel = 10;
/** Characters: actions/runner cuts there. */
const messageLength = 4096;

/** At most ten of each level; with more, the tenth says how many are left out and where they stand. */
export function planAnnotations(problems: readonly Problem[]): readonly Annotation[] {
  const levels: readonly Severity[] = ["error", "warning", "note"];
  return levels.flatMap((level) =>
    capLevel(
      level,
      problems.filter((problem) => problem.severity === level),
    ),
  );
}

function capLevel(level: Severity, problems: readonly Problem[]): readonly Annotation[] {
  if (problems.length <= annotationsPerLevel) return problems.map(annotationOf);
  const shown = problems.slice(0, annotationsPerLevel - 1).map(annotationOf);
  const rest = problems.slice(annotationsPerLevel - 1);
  const message = cut(
    `${rest.length} more of this level; all are in the job summary\n${rest.map(renderProblem).join("\n")}`,
  );
  return [...shown, { level, title: `and ${rest.length} more`, message }];
}

function annotationOf(problem: Problem): Annotation {
  const where = problem.where;
  const message = cut(
    typeof where === "string"
      ? `${where}: ${problem.what}\nfix: ${problem.fix}`
      : `${problem.what}\nfix: ${problem.fix}`,
  );
  const place = typeof where === "string" ? {} : where;
  return { level: problem.severity, title: problem.code, message, ...place };
}

function cut(text: string): string {
  return text.length <= messageLength ? text : `${text.slice(0, messageLength - 1)}…`;
}
