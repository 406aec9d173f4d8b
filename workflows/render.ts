/** A workflow as YAML: the same value gives the same bytes. It adds the line nobody may forget: no permission on top. */

import { Document, type Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { Events } from "./model/event.ts";
import {
  type Condition,
  expression,
  isExpression,
  renderValue,
  type Secret,
  type Value,
} from "./model/expression.ts";
import type { CallInterface } from "./model/interface.ts";
import type { Job } from "./model/job.ts";
import type { Granted, Permissions } from "./model/permissions.ts";
import type { Step } from "./model/step.ts";
import { type AnyJob, type CallJob, type Concurrency, isCall, type Workflow } from "./model/workflow.ts";

export const writeCommand = "npm run -s nur-ci -- workflows --write";

/** First line of every generated file. */
export const generatedNotice = `generated: do not edit; ${writeCommand}`;

/** Undefined leaves the key out. */
type Entries = readonly (readonly [key: string, value: unknown])[];

export function renderWorkflow(workflow: Workflow): string {
  const { name, jobs } = workflow;
  const started = "on" in workflow;
  const contents = mapOf([
    ["name", name],
    ["on", started ? eventsOf(workflow.on) : mapOf([["workflow_call", interfaceOf(workflow.call)]])],
    ["permissions", mapOf([])],
    ["concurrency", started ? concurrencyOf(workflow.concurrency) : undefined],
    ["jobs", spaced(mapOf(jobs.map((job) => [job.id, anyJobOf(job)])))],
  ]);
  return renderDocument(spaced(contents));
}

/** YAML under the notice; long lines are not folded, so that a diff shows the line that changed. */
export function renderDocument(contents: YAMLMap): string {
  const document = new Document();
  document.contents = contents;
  document.commentBefore = ` ${generatedNotice}`;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

export function mapOf(entries: Entries): YAMLMap {
  const map = new YAMLMap();
  for (const [key, value] of entries) {
    if (value !== undefined) map.add({ key: new Scalar(key), value: nodeOf(value) });
  }
  if (map.items.length === 0) map.flow = true;
  return map;
}

/** A blank line before every key but the first. */
export function spaced(map: YAMLMap): YAMLMap {
  for (const { key } of map.items.slice(1) as Pair<Scalar>[]) key.spaceBefore = true;
  return map;
}

function eventsOf(on: Events): YAMLMap {
  return mapOf([
    ["pull_request", on.pullRequest && mapOf([])],
    ["push", on.push],
    ["merge_group", on.mergeGroup && mapOf([])],
    ["schedule", on.schedule],
    ["workflow_dispatch", on.workflowDispatch && mapOf([])],
  ]);
}

/** Empty parts are left out. Only here the context of other jobs is called `jobs`. */
function interfaceOf({ inputs, secrets, outputs = {} }: CallInterface): YAMLMap {
  const values = Object.entries(outputs).map(([name, { description, value }]) => {
    const source = value.source.replace(/^needs\./, "jobs.");
    return [name, { description, value: renderValue(expression(source)) }] as const;
  });
  const parts = Object.entries({ inputs, secrets, outputs: Object.fromEntries(values) });
  return mapOf(parts.filter(([, part]) => Object.keys(part).length > 0));
}

function concurrencyOf({ group, cancelInProgress }: Concurrency): YAMLMap {
  return mapOf([
    ["group", renderValue(group)],
    ["cancel-in-progress", renderValue(cancelInProgress)],
  ]);
}

function anyJobOf(job: AnyJob): YAMLMap {
  return isCall(job) ? callOf(job) : jobOf(job);
}

function callOf(job: CallJob): YAMLMap {
  return mapOf([
    ["name", renderValue(job.name)],
    ["needs", job.needs],
    ["if", conditionOf(job.if)],
    ["permissions", permissionsOf(job.permissions)],
    ["strategy", job.matrix && strategyOf(job.matrix)],
    ["uses", commented(job.uses.uses, job.uses.comment)],
    ["with", notEmpty(job.with)],
    ["secrets", notEmpty(job.secrets)],
  ]);
}

function notEmpty(values: CallJob["with"] | CallJob["secrets"]): YAMLMap | undefined {
  return values === undefined || Object.keys(values).length === 0 ? undefined : valuesOf(values);
}

function jobOf(job: Job): YAMLMap {
  return mapOf([
    ["name", renderValue(job.name)],
    ["needs", job.needs],
    ["if", conditionOf(job.if)],
    ["runs-on", renderValue(job.runsOn)],
    ["timeout-minutes", job.timeoutMinutes],
    ["permissions", permissionsOf(job.permissions)],
    ["environment", job.environment && renderValue(job.environment)],
    ["strategy", job.matrix && strategyOf(job.matrix)],
    ["outputs", job.outputs && valuesOf(job.outputs)],
    ["env", job.env && valuesOf(job.env)],
    ["steps", job.steps.map(stepOf)],
  ]);
}

/** One failing shard must not cancel the others. */
function strategyOf(matrix: NonNullable<Job["matrix"]>): YAMLMap {
  return mapOf([
    ["fail-fast", false],
    ["matrix", isExpression(matrix) ? renderValue(matrix) : matrix],
  ]);
}

function permissionsOf(permissions: Permissions): YAMLMap {
  const entries = Object.entries<"read" | Granted | undefined>(permissions).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return mapOf(
    entries.map(([scope, granted]) => {
      if (typeof granted !== "object") return [scope, granted];
      return [scope, commented(granted.access, granted.reason)];
    }),
  );
}

function stepOf(step: Step<string>): YAMLMap {
  const common: Entries = [
    ["name", step.name],
    ["id", step.id],
    ["if", conditionOf(step.if)],
  ];
  const env = ["env", step.env && valuesOf(step.env)] as const;
  if ("run" in step) return mapOf([...common, env, ["run", step.run]]);
  const { uses, comment } = step.uses;
  return mapOf([
    ...common,
    ["uses", commented(uses, comment)],
    ["with", step.with && valuesOf(step.with)],
    env,
  ]);
}

function valuesOf(values: Readonly<Record<string, Value<string> | Secret | undefined>>): YAMLMap {
  return mapOf(
    Object.entries(values).map(([key, value]) => [key, value === undefined ? undefined : renderValue(value)]),
  );
}

function conditionOf(condition: Condition<string> | undefined): string | undefined {
  return condition?.source;
}

function commented(text: string, comment: string): Scalar {
  const scalar = new Scalar(text);
  scalar.comment = ` ${comment}`;
  return scalar;
}

function nodeOf(value: unknown): unknown {
  if (value instanceof YAMLMap || value instanceof Scalar) return value;
  if (Array.isArray(value)) return listOf(value);
  if (typeof value === "object" && value !== null) return mapOf(Object.entries(value));
  const scalar = new Scalar(value);
  if (typeof value === "string" && value.includes("\n")) scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}

/** Short lists of words stand on one line. */
function listOf(values: readonly unknown[]): YAMLSeq {
  const list = new YAMLSeq();
  list.items = values.map(nodeOf);
  list.flow = values.every((value) => typeof value === "string" || typeof value === "number");
  return list;
}
