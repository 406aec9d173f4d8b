/** A workflow file as a value. Its token starts with no permission at all: that line is the renderer's, not the author's. */

import type { Events } from "./event.ts";
import type { Condition, Expression, Secret, Template, Value } from "./expression.ts";
import type { CallInterface } from "./interface.ts";
import type { Job, Skip, StaticMatrix } from "./job.ts";
import type { Permissions } from "./permissions.ts";
import type { ActionReference } from "./step.ts";

export type Concurrency = {
  /** Groups are one namespace per repository: start with the workflow's name. */
  readonly group: Template;
  readonly cancelInProgress: boolean | Condition;
};

/** A job that is a whole workflow; made by `call` only. */
export type CallJob<
  Id extends string = string,
  Needs extends string = string,
  Outputs extends string = string,
> = {
  readonly id: Id;
  readonly name: string | Template<Needs>;
  readonly needs?: readonly Needs[];
  readonly if?: Condition<Needs>;
  readonly matrix?: StaticMatrix | Expression<Needs>;
  /** The most that a job of the callee asks for, and no more. */
  readonly permissions: Permissions;
  readonly uses: ActionReference;
  readonly with?: Readonly<Record<string, Value<Needs>>>;
  readonly secrets?: Readonly<Record<string, Secret>>;
  readonly outputs?: Readonly<Record<Outputs, unknown>>;
  readonly skippedWhen?: Skip<Needs>;
  readonly callee: CalledWorkflow;
};

export type AnyJob = Job | CallJob;

type Frame = {
  /** Name of the file in `.github/workflows/`, without the ending. */
  readonly id: string;
  readonly name: string;
  readonly jobs: readonly AnyJob[];
};

export type StartedWorkflow = Frame & { readonly on: Events; readonly concurrency: Concurrency };

/** Has no concurrency of its own: with the caller's group it would wait for itself. */
export type CalledWorkflow = Frame & { readonly call: CallInterface };

export type Workflow = StartedWorkflow | CalledWorkflow;

type NeedsOf<J> =
  J extends Job<string, infer Needs, string>
    ? Needs
    : J extends CallJob<string, infer Needs, string>
      ? Needs
      : never;

/** Ids that are needed and that no job has. */
type Unmet<Jobs extends readonly AnyJob[]> = Exclude<NeedsOf<Jobs[number]>, Jobs[number]["id"]>;

/** The jobs, or a text that says what is missing. */
export type Complete<Jobs extends readonly AnyJob[]> = [Unmet<Jobs>] extends [never]
  ? Jobs
  : `no job has the id ${Unmet<Jobs>}`;

/** The workflow as given; it does not compile when a job needs one that is not there. */
export function workflow<const Jobs extends readonly AnyJob[]>(
  value: Omit<StartedWorkflow, "jobs"> & { readonly jobs: Complete<Jobs> },
): StartedWorkflow {
  return value as StartedWorkflow;
}

export function isCall(job: AnyJob): job is CallJob {
  return "callee" in job;
}
