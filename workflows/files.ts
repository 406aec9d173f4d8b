/** Every generated file as a value: path and content. Reading and writing are the caller's. */

import { renderCodeOwners } from "./code-owners.ts";
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
import { tangledWorkflows } from "./tangled/pipeline.ts";
import { renderTangled } from "./tangled/workflow.ts";
import { validateWorkflow } from "./validate.ts";

export type GeneratedFile = {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string;
  readonly content: string;
};

/** READMEs that generated tables are put into: by path, as they are now. */
export type Readmes = Readonly<Record<string, string>>;

/** Every file of a package set. It throws when one breaks a rule of ours: that is a bug of the generator. */
export function renderFilesFor(spec: Spec): readonly GeneratedFile[] {
  const { owners, packages, tangled } = spec;
  const people =
    owners === undefined ? [] : [{ path: ".github/CODEOWNERS", content: renderCodeOwners(owners, packages) }];
  const updates = renderDependabot(spec.publish ? ["github-actions", "npm"] : ["github-actions"]);
  return [
    ...renderWorkflowsFor(spec),
    { path: ".github/dependabot.yml", content: updates },
    ...people,
    ...(tangled ? renderTangledFor(spec) : []),
  ];
}

function renderTangledFor(spec: Spec): readonly GeneratedFile[] {
  return Object.entries(tangledWorkflows(spec)).map(([name, workflow]) => ({
    path: `.tangled/workflows/${name}.yml`,
    content: renderTangled(workflow),
  }));
}

/** The workflow files for GitHub. */
export function renderWorkflowsFor(spec: Spec): readonly GeneratedFile[] {
  const workflows = [...workflowsFor(spec), ...(spec.publish ? calledWorkflows : [])];
  return [...workflows, ...calledBy(workflows)].map(renderChecked);
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
function calledBy(workflows: readonly Workflow[]): readonly Workflow[] {
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

/** Everything generated in this repository; `organizations` are the folders of nur/pkgs. Problems: workflow-stale, for a README without its markers. */
export function generatedFiles(
  readmes: Readmes,
  organizations: readonly string[],
): Outcome<readonly GeneratedFile[]> {
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
    ...renderFilesFor(ownSpec(organizations)),
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
