/** Every generated file as a value: path and content. Reading and writing are the caller's. */

import type { Contract } from "./contract/contract.ts";
import { contracts } from "./contract/contracts.ts";
import { renderManifest } from "./contract/manifest.ts";
import { spliceReadme } from "./contract/readme.ts";
import { renderDependabot } from "./dependabot.ts";
import { isCall, type StartedWorkflow, type Workflow } from "./model/workflow.ts";
import { valuesOf } from "./pipeline-values.ts";
import { calledWorkflows } from "./pipelines/called.ts";
import { ciWorkflow } from "./pipelines/ci.ts";
import { codeScanningWorkflow } from "./pipelines/code-scanning.ts";
import { nightlyWorkflow } from "./pipelines/nightly.ts";
import { releaseWorkflow } from "./pipelines/release.ts";
import { type Outcome, type Problem, refuse, succeed } from "./problem.ts";
import { renderWorkflow } from "./render.ts";
import type { Spec } from "./spec.ts";
import { ownSpec } from "./specs.ts";
import { validateWorkflow } from "./validate.ts";

export type GeneratedFile = {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string;
  readonly content: string;
};

/** READMEs that generated tables are put into: by path, as they are now. */
export type Readmes = Readonly<Record<string, string>>;

/** The workflow files of a package set. It throws when they break a rule of ours: that is a bug of the generator. */
export function renderWorkflowsFor(spec: Spec): readonly GeneratedFile[] {
  const started = workflowsFor(spec);
  return [...started, ...calledBy(started), ...(spec.publish ? calledWorkflows : [])].map(renderChecked);
}

/** What `requiredChecks` takes: the same values that are rendered. */
export function workflowsFor(spec: Spec): readonly StartedWorkflow[] {
  const { packages } = valuesOf(spec);
  return [
    ciWorkflow(spec),
    ...(packages !== undefined && spec.packages?.nightly === true ? [nightlyWorkflow(spec, packages)] : []),
    ...(spec.codeScanning ? [codeScanningWorkflow(spec)] : []),
    ...(spec.publish ? [releaseWorkflow(spec)] : []),
  ];
}

/** Called workflows that lie beside the caller, each once. */
function calledBy(workflows: readonly StartedWorkflow[]): readonly Workflow[] {
  const calls = workflows.flatMap(({ jobs }) => jobs.filter(isCall));
  const local = calls.filter(({ uses }) => uses.uses.startsWith("./")).map(({ callee }) => callee);
  return [...new Map(local.map((callee) => [callee.id, callee])).values()];
}

function renderChecked(workflow: Workflow): GeneratedFile {
  const file = { path: `.github/workflows/${workflow.id}.yml`, content: renderWorkflow(workflow) };
  const problems = validateWorkflow(file.content, file.path);
  if (problems.length > 0) throw new Error(`${file.path} breaks a rule of ours`, { cause: problems });
  return file;
}

/** Everything generated in this repository. Problems: workflow-stale, for a README without its markers. */
export function generatedFiles(readmes: Readmes): Outcome<readonly GeneratedFile[]> {
  const problems: Problem[] = [];
  const tables = contracts.flatMap((contract: Contract) => {
    const path = readmePath(contract);
    const spliced = spliceReadme(contract, readmes[path] ?? "");
    if (spliced.ok) return [{ path, content: spliced.value }];
    problems.push(...spliced.problems);
    return [];
  });
  if (problems.length > 0) return refuse(...problems);
  return succeed([
    ...renderWorkflowsFor(ownSpec),
    { path: ".github/dependabot.yml", content: renderDependabot() },
    ...contracts.map((contract) => ({
      path: `actions/${contract.name}/action.yml`,
      content: renderManifest(contract),
    })),
    ...tables,
  ]);
}

export const readmePaths: readonly string[] = contracts.map(readmePath);

function readmePath(contract: Contract): string {
  return `actions/${contract.name}/README.md`;
}
