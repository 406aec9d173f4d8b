/** What a security rule sees and says. It looks at the file as GitHub reads it, so that no builder is taken at its word. */

import { type Document, isNode, isScalar } from "yaml";

export type Path = readonly (string | number)[];

export type Finding = { readonly path: Path; readonly what: string; readonly fix: string };

export type Rule = (file: WorkflowFile) => readonly Finding[];

export type Data = Readonly<Record<string, unknown>>;

export type StepView = { readonly path: Path; readonly data: Data };

export type JobView = {
  readonly id: string;
  readonly path: Path;
  readonly data: Data;
  readonly needs: readonly string[];
  readonly steps: readonly StepView[];
};

export type WorkflowFile = {
  readonly data: Data;
  readonly jobs: readonly JobView[];
  /** Text of the comment on the line of this value, without `#`. */
  readonly commentAt: (path: Path) => string;
};

export function viewOf(document: Document): WorkflowFile {
  const data = dataOf(document.toJS());
  return {
    data,
    jobs: Object.entries(dataOf(data["jobs"])).map(jobView),
    commentAt: (path) => comment(document, path),
  };
}

/** Anything that is no mapping counts as an empty one: GitHub's parser speaks about shapes, the rules about safety. */
export function dataOf(value: unknown): Data {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Data) : {};
}

function jobView([id, value]: [string, unknown]): JobView {
  const data = dataOf(value);
  const path = ["jobs", id];
  const steps = Array.isArray(data["steps"]) ? data["steps"] : [];
  return {
    id,
    path,
    data,
    needs: [data["needs"] ?? []].flat().map(String),
    steps: steps.map((step, index) => ({ path: [...path, "steps", index], data: dataOf(step) })),
  };
}

function comment(document: Document, path: Path): string {
  const node = document.getIn(path, true);
  return isNode(node) && isScalar(node) ? (node.comment ?? "").trim() : "";
}
