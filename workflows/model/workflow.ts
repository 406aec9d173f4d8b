/** A workflow file as a value. Its token starts with no permission at all: that line is the renderer's, not the author's. */

import type { Events } from "./event.ts";
import type { Condition, Template } from "./expression.ts";
import type { Job } from "./job.ts";

export type Concurrency = {
  /** Groups are one namespace per repository: start with the workflow's name. */
  readonly group: Template;
  readonly cancelInProgress: boolean | Condition;
};

export type Workflow = {
  /** Name of the file in `.github/workflows/`, without the ending. */
  readonly id: string;
  readonly name: string;
  readonly on: Events;
  readonly concurrency: Concurrency;
  readonly jobs: readonly Job[];
};

type NeedsOf<J> = J extends Job<string, infer Needs, string> ? Needs : never;

/** Ids that are needed and that no job has. */
type Unmet<Jobs extends readonly Job[]> = Exclude<NeedsOf<Jobs[number]>, Jobs[number]["id"]>;

/** The workflow as given; it does not compile when a job needs one that is not there. */
export function workflow<const Jobs extends readonly Job[]>(
  value: Omit<Workflow, "jobs"> & {
    readonly jobs: [Unmet<Jobs>] extends [never] ? Jobs : `no job has the id ${Unmet<Jobs>}`;
  },
): Workflow {
  return value as Workflow;
}
