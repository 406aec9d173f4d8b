/** Which actions and workflows of others a repository's workflows run, through called workflows too: what it must allow. */

import { type AnyJob, isCall, type Workflow } from "./model/workflow.ts";

/** `owner/name` or `owner/name/folder`, without the commit, each once and sorted. */
export function usedActions(workflows: readonly Workflow[]): readonly string[] {
  const names = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => usesOf(job)));
  return [...new Set(names.map((name) => name.replace(/@.*$/, "")))].toSorted();
}

/** A file that is called from elsewhere names its own repository `$`. */
function usesOf(job: AnyJob, self?: string): readonly string[] {
  if (!isCall(job)) {
    const names = job.steps.flatMap((step) => ("uses" in step ? [step.uses.uses] : []));
    return names.flatMap((name) => resolve(name, self));
  }
  const { uses } = job.uses;
  const repository = uses.startsWith(".") ? self : uses.split("/").slice(0, 2).join("/");
  return [...resolve(uses, self), ...job.callee.jobs.flatMap((inner) => usesOf(inner, repository))];
}

function resolve(uses: string, self: string | undefined): readonly string[] {
  if (!/^[.$]\//.test(uses)) return [uses];
  return self === undefined ? [] : [`${self}/${uses.slice(2)}`];
}
