/** Workflows that call workflows: what is asked for must be given, secrets one by one, and no permission beyond the callee's. */

import type { Secret, Value } from "./expression.ts";
import type { CallInput, CallInterface } from "./interface.ts";
import type { Granted, Permissions } from "./permissions.ts";
import { type ActionReference, type ActionSource, selfReference } from "./step.ts";
import { type AnyJob, type CalledWorkflow, type CallJob, type Complete, isCall } from "./workflow.ts";

export type Reusable<C extends CallInterface> = CalledWorkflow & { readonly call: C };

type RequiredOf<Entries> = {
  [K in keyof Entries]: Entries[K] extends { readonly required: true } ? K : never;
}[keyof Entries];

type ValueOf<I extends CallInput, Needs extends string> = I["type"] extends "string"
  ? Exclude<Value<Needs>, number | boolean>
  : I["type"] extends "boolean"
    ? Exclude<Value<Needs>, string | number>
    : Exclude<Value<Needs>, string | boolean>;

type WithOf<C extends CallInterface, Needs extends string> = {
  readonly [K in keyof C["inputs"]]?: ValueOf<C["inputs"][K], Needs>;
} & { readonly [K in RequiredOf<C["inputs"]>]: ValueOf<C["inputs"][K], Needs> };

type SecretsOf<C extends CallInterface> = {
  readonly [K in keyof C["secrets"]]?: Secret;
} & { readonly [K in RequiredOf<C["secrets"]>]: Secret };

/** The callee as given; like `workflow` it does not compile when a job needs one that is not there. */
export function reusable<const C extends CallInterface, const Jobs extends readonly AnyJob[]>(
  value: Omit<CalledWorkflow, "jobs" | "call"> & { readonly call: C; readonly jobs: Complete<Jobs> },
): Reusable<C> {
  return value as unknown as Reusable<C>;
}

export function call<C extends CallInterface, const Id extends string, const Needs extends string = never>(
  callee: Reusable<C>,
  source: ActionSource,
  value: Pick<CallJob<Id, NoInfer<Needs>>, "id" | "name" | "if" | "matrix" | "skippedWhen"> & {
    readonly needs?: readonly Needs[];
    readonly with: NoInfer<WithOf<C, Needs>>;
    readonly secrets: NoInfer<SecretsOf<C>>;
  },
): CallJob<Id, Needs, keyof NonNullable<C["outputs"]> & string> {
  const { outputs } = callee.call;
  return {
    ...value,
    ...(outputs === undefined ? {} : { outputs }),
    permissions: permissionsOf(callee.jobs),
    uses: workflowReference(callee.id, source),
    callee,
  } as unknown as CallJob<Id, Needs, keyof NonNullable<C["outputs"]> & string>;
}

/** GitHub refuses a callee that wants more than its caller; each scope at the most any job of it asks for. */
function permissionsOf(jobs: readonly AnyJob[]): Permissions {
  const granted = jobs.flatMap((job) =>
    Object.entries<"read" | Granted | undefined>(
      isCall(job) ? permissionsOf(job.callee.jobs) : job.permissions,
    ),
  );
  const most = new Map<string, "read" | Granted>();
  for (const [scope, access] of granted) {
    if (access !== undefined && (!most.has(scope) || accessOf(access) === "write")) most.set(scope, access);
  }
  return Object.fromEntries(most);
}

function accessOf(granted: "read" | Granted): string {
  return typeof granted === "string" ? granted : granted.access;
}

/** `./` in a job means the commit of the file it stands in, also when that file is itself called from elsewhere. */
function workflowReference(id: string, source: ActionSource): ActionReference {
  const path = `.github/workflows/${id}.yml`;
  if (source.from !== "repository") return selfReference(`./${path}`);
  const { repository, sha, version } = source;
  return { uses: `${repository}/${path}@${sha}`, comment: version } as ActionReference;
}
