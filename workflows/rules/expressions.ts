/** Rules about `${{ … }}`: never in a shell text, only contexts no outsider writes, secrets only in the step that needs them. */

import {
  type Data,
  dataOf,
  type Finding,
  type JobView,
  type Path,
  type Rule,
  type WorkflowFile,
} from "./rule.ts";

type Use = { readonly path: Path; readonly source: string };

const functions = new Set(["always", "cancelled", "failure", "success", "fromJSON"]);
const safeContexts =
  /^(github\.(event_name|ref|repository|run_attempt|run_id|sha|workflow)|runner\.temp|matrix\.[\w-]+|needs\.[\w-]+\.(result|outputs\.[\w-]+)|jobs\.[\w-]+\.outputs\.[\w-]+|steps\.[\w-]+\.(outcome|conclusion|outputs\.[\w-]+)|secrets\.\w+|inputs\.[\w-]+|vars\.\w+)$/;

/** GitHub replaces the text before the shell reads it: a branch name becomes a command. */
export const noExpressionInShell: Rule = ({ jobs }) =>
  jobs
    .flatMap(({ steps }) => steps)
    .filter(({ data }) => String(data["run"] ?? "").includes("${{"))
    .map(({ path }) => ({
      path: [...path, "run"],
      what: "an expression stands in a shell text",
      fix: 'pass it by env and read it as "$NAME"',
    }));

/** A file of the runner's that later steps read as variables or as PATH: whoever writes it commands them. */
export const noEnvironmentFiles: Rule = ({ jobs }) =>
  jobs
    .flatMap(({ steps }) => steps)
    .filter(({ data }) => /GITHUB_(ENV|PATH)\b/.test(String(data["run"] ?? "")))
    .map(({ path }) => ({
      path: [...path, "run"],
      what: "a shell text writes variables or PATH of later steps",
      fix: "use the outputs of the step",
    }));

export const safeContextsOnly: Rule = (file) =>
  usesOf(file).flatMap(({ path, source }) =>
    namesIn(source)
      .filter((name) => !safeContexts.test(name) && !functions.has(name))
      .map((name) => ({
        path,
        what: `${JSON.stringify(name)} may hold what an outsider wrote, or is unknown`,
        fix: "use the builders of workflows/model/expression.ts",
      })),
  );

export const secretsInStepsOnly: Rule = (file) =>
  usesOf(file)
    .filter(({ path, source }) => /\bsecrets\b/.test(source) && !isStepValue(path))
    .map(({ path, source }) => ({
      path,
      what: `${JSON.stringify(source)} hands a secret to more than one step`,
      fix: "put it under with or env of the step that needs it",
    }));

/** `inherit` hands over all there are, also those that come later. */
export const secretsByName: Rule = ({ jobs }) =>
  jobs
    .filter(({ data }) => typeof data["secrets"] === "string")
    .map(({ path }) => ({
      path: [...path, "secrets"],
      what: "the called workflow gets every secret of the repository",
      fix: "secrets: { NAME: secrets.NAME }, one by one",
    }));

/** `if: ${{ x }} && y` is text, and text is true. */
export const wholeConditions: Rule = (file) =>
  stringsOf(file.data, [])
    .filter(({ path, source }) => path.at(-1) === "if" && source.includes("${{"))
    .map(({ path, source }) => ({
      path,
      what: `the condition ${JSON.stringify(source)} holds braces, so it may be text, which is always true`,
      fix: "write the condition without ${{ }}",
    }));

/** What is not needed, or not yet run, is an empty text and no error. */
export const knownResults: Rule = (file) =>
  usesOf(file).flatMap(({ path, source }) => {
    const job = file.jobs.find(({ id }) => path[0] === "jobs" && path[1] === id);
    return job === undefined ? [] : namesIn(source).flatMap((name) => unknownResult(file, job, path, name));
  });

function unknownResult(file: WorkflowFile, job: JobView, path: Path, name: string): readonly Finding[] {
  const [context, id = "", kind, output = ""] = name.split(".");
  if (context === "needs") {
    const needed = job.needs.includes(id) ? file.jobs.find((other) => other.id === id) : undefined;
    const has = needed !== undefined && (kind === "result" || leaves(needed, output));
    if (!has)
      return [
        { path, what: `${JSON.stringify(name)} is always empty`, fix: `needs: [${id}], with that output` },
      ];
  }
  if (context === "inputs" && !(id in inputsOf(file)))
    return [
      { path, what: `${JSON.stringify(name)} is always empty`, fix: `${id} under workflow_call: inputs` },
    ];
  if (context === "steps") {
    const before = path[2] === "steps" ? job.steps.slice(0, Number(path[3])) : job.steps;
    if (!before.some(({ data }) => data["id"] === id))
      return [{ path, what: `${JSON.stringify(name)} is always empty`, fix: `id: ${id} on an earlier step` }];
  }
  return [];
}

/** What a called workflow leaves stands in its own file. */
function leaves({ data }: JobView, output: string): boolean {
  return data["uses"] !== undefined || output in dataOf(data["outputs"]);
}

function inputsOf({ data }: WorkflowFile): Data {
  return dataOf(dataOf(dataOf(data["on"])["workflow_call"])["inputs"]);
}

function usesOf({ data }: WorkflowFile): readonly Use[] {
  return stringsOf(data, []).flatMap(({ path, source }) => {
    if (path.at(-1) === "if" && !source.includes("${{")) return [{ path, source }];
    return [...source.matchAll(/\$\{\{(.*?)\}\}/gs)].map((match) => ({
      path,
      source: (match[1] ?? "").trim(),
    }));
  });
}

function stringsOf(value: unknown, path: Path): readonly Use[] {
  if (typeof value === "string") return [{ path, source: value }];
  if (typeof value !== "object" || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]: [string | number, unknown]) => stringsOf(inner, [...path, key]));
}

/** Contexts and functions, with what is indexed left on so that `secrets['x']` is no safe name. */
function namesIn(source: string): readonly string[] {
  const withoutTexts = source.replaceAll(/'(?:[^']|'')*'/g, "''");
  const names = withoutTexts.match(/[A-Za-z_][\w-]*(?:\.[\w*-]+|\[[^\]]*\])*/g) ?? [];
  return names.filter((name) => !["true", "false", "null"].includes(name));
}

function isStepValue(path: Path): boolean {
  if (path[0] !== "jobs") return false;
  if (path[2] === "secrets") return true;
  return path[2] === "steps" && (path[4] === "with" || path[4] === "env");
}
