/** The verb `workflows`: renders every generated file, and writes them or says which are stale. It touches no other file. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { renderDiff } from "../../workflows/diff.ts";
import { type GeneratedFile, generatedFiles, readmePaths } from "../../workflows/files.ts";
import { hasErrors, type Problem, renderProblem } from "../../workflows/problem.ts";
import { writeCommand } from "../../workflows/render.ts";

export type WorkflowsRequest = {
  readonly write: boolean;
  readonly check: boolean;
  /** Of the repository, absolute. */
  readonly root: string;
};

type FileState = {
  readonly path: string;
  readonly state: "fresh" | "stale" | "written";
  /** What writing changes or changed; empty when fresh. */
  readonly diff: string;
};

export type WorkflowsReport = {
  readonly files: readonly FileState[];
  /** workflow-stale: an error with `check`. */
  readonly problems: readonly Problem[];
};

const usage = "nur-ci workflows [--write | --check] [--json]";
const repository = join(import.meta.dirname, "../..");

/** Renders all of them before the first is written, and writes only what changes. */
export function runWorkflows({ write, check, root }: WorkflowsRequest): WorkflowsReport {
  const readmes = readmePaths.map((path) => [path, readText(join(root, path)) ?? ""] as const);
  const generated = generatedFiles(Object.fromEntries(readmes), ownOrganizations(root));
  if (!generated.ok) return { files: [], problems: generated.problems };
  const files = generated.value.map((file) => compare(root, file));
  const stale = files.filter(({ state }) => state === "stale");
  if (!write) return { files, problems: check ? stale.map(staleProblem) : [] };
  for (const { path, content } of generated.value) {
    if (stale.some((file) => file.path === path)) writeText(join(root, path), content);
  }
  return {
    files: files.map((file) => (file.state === "stale" ? { ...file, state: "written" } : file)),
    problems: [],
  };
}

/** Writes files below `folder`; for workflows of another package set, such as the sample's. */
export function writeFiles(folder: string, files: readonly GeneratedFile[]): void {
  for (const { path, content } of files) writeText(join(folder, path), content);
}

/** The package organizations of the repository at `root`: the folders of nur/pkgs, sorted. */
export function ownOrganizations(root: string): readonly string[] {
  const path = join(root, "nur/pkgs");
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

/** Resolves with the exit code: 0 = done or fresh, 1 = stale, 2 = bad usage. */
export async function workflowsVerb(argv: readonly string[], root = repository): Promise<number> {
  const options = parseOptions(argv);
  if ("code" in options) return complain([options], 2);
  if (options.help) return say(usage);
  const report = runWorkflows({ ...options, root });
  if (options.json) await say(JSON.stringify(report, null, 2));
  else await say(renderReport(report));
  return hasErrors(report.problems) ? complain(report.problems, 1) : 0;
}

function parseOptions(argv: readonly string[]) {
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { write: flag, check: flag, json: flag, help: { ...flag, short: "h" } },
    });
    return values.write && values.check ? misuse("--write and --check exclude each other") : values;
  } catch (error) {
    return misuse((error as Error).message.split(". ")[0] ?? "");
  }
}

function misuse(what: string): Problem {
  const text = what.charAt(0).toLowerCase() + what.slice(1);
  return { code: "option-unknown", severity: "error", where: "nur-ci workflows", what: text, fix: usage };
}

function compare(root: string, { path, content }: GeneratedFile): FileState {
  const diff = renderDiff(path, readText(join(root, path)), content);
  return { path, state: diff === "" ? "fresh" : "stale", diff };
}

function staleProblem({ path }: FileState): Problem {
  const what = "is not what workflows/ renders";
  return { code: "workflow-stale", severity: "error", where: path, what, fix: writeCommand };
}

function renderReport({ files }: WorkflowsReport): string {
  const diffs = files.filter(({ state }) => state === "stale").map(({ diff }) => `${diff}\n`);
  return [...diffs, ...files.map(({ path, state }) => `${state.padEnd(7)} ${path}`)].join("\n");
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function complain(problems: readonly Problem[], exitCode: number): number {
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  return exitCode;
}

/** Waits until a pipe has taken everything. */
async function say(text: string): Promise<number> {
  if (text === "") return 0;
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(`${text}\n`, (error) => (error == null ? resolve() : reject(error))),
  );
  return 0;
}
