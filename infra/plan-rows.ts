/** The resource plan as rows for people, from what an engine was told to register. It never looks at the value of a secret. */

import { renderTextTable } from "../workflows/table.ts";
import { descriptions } from "./row-descriptions.ts";

export type PlanAction = "create" | "update" | "replace" | "delete" | "same";

export type PlanRow = {
  readonly kind: string;
  readonly name: string;
  readonly action: PlanAction;
  readonly details: string;
};

/** A resource as an engine sees it: `inputs` as plain data, secrets in their envelopes. */
export type Registered = {
  /** `github:index/repository:Repository` */
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Logical name, for a kind whose inputs name nothing that may be shown. */
  readonly name?: string;
  readonly action: PlanAction;
};

const order = Object.keys(descriptions);

/** Sorted as in the table above, then by name: engines work in parallel and tell in any order. */
export function planRows(registered: readonly Registered[]): readonly PlanRow[] {
  return registered
    .filter(({ type }) => type in descriptions)
    .toSorted((left, right) => order.indexOf(left.type) - order.indexOf(right.type) || byName(left, right))
    .map((resource) => rowOf(resource));
}

/** A text table without a newline at the end. */
export function renderPlan(rows: readonly PlanRow[]): string {
  return renderTextTable({
    header: ["action", "kind", "name", "details"],
    rows: rows.map(({ action, kind, name, details }) => [action, kind, name, details]),
  });
}

/** `3 to create, 1 to update, 9 the same`, in the order of the actions' weight. */
export function countActions(rows: readonly PlanRow[]): string {
  const actions: readonly PlanAction[] = ["delete", "replace", "create", "update", "same"];
  const counts = actions.map(
    (action) => [action, rows.filter((row) => row.action === action).length] as const,
  );
  const present = counts.filter(([, count]) => count > 0);
  return present.length === 0 ? "nothing" : present.map(([action, count]) => `${count} ${action}`).join(", ");
}

function rowOf({ type, inputs, action, name = "" }: Registered): PlanRow {
  const description = descriptions[type];
  if (description === undefined) throw new Error(`no description of ${type}`);
  return {
    kind: description.kind,
    name: description.name(inputs, name),
    action,
    details: description.details(inputs),
  };
}

function byName(left: Registered, right: Registered): number {
  const [a, b] = [rowOf(left).name, rowOf(right).name];
  return a < b ? -1 : a > b ? 1 : 0;
}
