/** One job. It cannot be written without a name, permissions and a time limit, nor read a job it does not need. */

import { type Condition, type Expression, expression, type Template, type Value } from "./expression.ts";
import type { Permissions } from "./permissions.ts";
import type { Step } from "./step.ts";

/** Hosted labels by version: `-latest` moves under the feet of everyone. Source: actions/runner-images, August 2026. */
type RunnerLabel =
  | "ubuntu-24.04"
  | "ubuntu-24.04-arm"
  | "macos-15"
  | "macos-15-intel"
  | "macos-26"
  | "macos-26-intel";

/** Keys to values, every combination; at most 256 of them. */
export type StaticMatrix = Readonly<Record<string, readonly (string | number)[]>>;

/** When the gate may take "skipped" for an answer: this output of a job that is needed has this value. */
export type Skip<Needs extends string = string> = {
  readonly output: Expression<Needs>;
  readonly is: string;
};

export type Job<
  Id extends string = string,
  Needs extends string = string,
  Outputs extends string = string,
> = {
  readonly id: Id;
  /** For people; also the name of the check. */
  readonly name: string | Template<Needs>;
  readonly needs?: readonly Needs[];
  readonly if?: Condition<Needs>;
  readonly runsOn: RunnerLabel | Expression<Needs>;
  readonly timeoutMinutes: number;
  readonly permissions: Permissions;
  readonly matrix?: StaticMatrix | Expression<Needs>;
  readonly outputs?: Readonly<Record<Outputs, Expression>>;
  /** No secrets: they belong to the one step that uses them. */
  readonly env?: Readonly<Record<string, Value<Needs>>>;
  readonly steps: readonly Step<Needs>[];
  /** Whoever may approve its use has to, before the job starts and sees a secret. */
  readonly environment?: string | Expression;
  readonly skippedWhen?: Skip<Needs>;
  /** Pull requests may not be merged without it: its check goes into the ruleset. */
  readonly required?: true;
};

/** The job as given; `Needs` is what `needs` lists, and every expression in it may read those jobs only. */
export function job<
  const Id extends string,
  const Needs extends string = never,
  const Outputs extends string = never,
>(
  value: Omit<Job<Id, NoInfer<Needs>, Outputs>, "needs"> & { readonly needs?: readonly Needs[] },
): Job<Id, Needs, Outputs> {
  return value;
}

export function jobOutput<Id extends string, Outputs extends string>(
  from: { readonly id: Id; readonly outputs?: Readonly<Record<Outputs, unknown>> },
  name: NoInfer<Outputs>,
): Expression<Id> {
  return expression(`needs.${from.id}.outputs.${name}`);
}

/** `success`, `failure`, `cancelled` or `skipped`. */
export function jobResult<Id extends string>(from: { readonly id: Id }): Expression<Id> {
  return expression(`needs.${from.id}.result`);
}
