/** Our security rules on a workflow file as it stands. It does not check shapes: GitHub's own parser does, in the tests. */

import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { Location, Problem } from "./problem.ts";
import { checkoutWithoutCredentials, pinnedActions } from "./rules/actions.ts";
import {
  knownResults,
  noEnvironmentFiles,
  noExpressionInShell,
  safeContextsOnly,
  secretsByName,
  secretsInStepsOnly,
  wholeConditions,
} from "./rules/expressions.ts";
import {
  concurrency,
  fixedRunner,
  gateSeesAll,
  guardedWrites,
  matrixWithoutFailFast,
  named,
  noDangerousTrigger,
  timeLimit,
} from "./rules/jobs.ts";
import { jobPermissions, noPermissionOnTop } from "./rules/permissions.ts";
import { type Path, type Rule, viewOf } from "./rules/rule.ts";

export const rules: Readonly<Record<string, Rule>> = {
  pinnedActions,
  checkoutWithoutCredentials,
  noPermissionOnTop,
  jobPermissions,
  noExpressionInShell,
  noEnvironmentFiles,
  safeContextsOnly,
  secretsByName,
  secretsInStepsOnly,
  wholeConditions,
  knownResults,
  noDangerousTrigger,
  concurrency,
  named,
  timeLimit,
  fixedRunner,
  matrixWithoutFailFast,
  gateSeesAll,
  guardedWrites,
};

/** GitHub refuses larger files. Source: docs.github.com, "Actions limits". */
const largestFile = 500 * 1024;

/** Problems: workflow-invalid, with file and line. */
export function validateWorkflow(text: string, file: string): readonly Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors.map((error) =>
    problem({ file, ...position(lines, error.pos[0]) }, error.code, "mend the YAML"),
  );
  if (broken.length > 0) return broken;
  const size = new TextEncoder().encode(text).length;
  const large =
    size > largestFile ? [problem({ file }, `${size} bytes is more than GitHub reads`, "split it")] : [];
  const view = viewOf(document);
  const findings = Object.values(rules).flatMap((rule) => rule(view));
  return [
    ...large,
    ...findings.map(({ path, what, fix }) => problem(locate(document, lines, file, path), what, fix)),
  ];
}

function problem(where: Location, what: string, fix: string): Problem {
  return { code: "workflow-invalid", severity: "error", where, what, fix };
}

/** The value at the path, or the nearest thing around it when it is missing. */
function locate(document: Document, lines: LineCounter, file: string, path: Path): Location {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return { file, ...position(lines, node.range[0]) };
  }
  return { file, line: 1, column: 1 };
}

function position(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
