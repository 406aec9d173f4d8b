/** The resource plan as rows for people, from what an engine was told to register. It never looks at the value of a secret. */

import { renderTextTable } from "../workflows/table.ts";
import { type ChangeClass, judgeChange, type PlanAction } from "./change-class.ts";
import type { Inputs } from "./inputs.ts";
import { descriptions } from "./row-descriptions.ts";

export type PlanRow = {
  readonly kind: string;
  readonly name: string;
  readonly action: PlanAction;
  /** What the change does to who may do what; empty where nothing changes. */
  readonly effect: ChangeClass | "";
  /** Why it is loosening, tightening or destructive, in words. */
  readonly reasons: readonly string[];
  readonly details: string;
};

/** A resource as an engine sees it: `inputs` as plain data, secrets in their envelopes. */
export type Registered = {
  /** `github:index/repository:Repository` */
  readonly type: string;
  readonly inputs: Inputs;
  /** What they were, where the engine knows it. */
  readonly before?: Inputs | undefined;
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
    header: ["action", "effect", "kind", "name", "details"],
    rows: rows.map(({ action, effect, kind, name, details }) => [
      action,
      effect === "neutral" ? "" : effect,
      kind,
      name,
      details,
    ]),
  });
}

/** One line for every change that asks for a second look, the destructive first; empty when there is none. */
export function renderWarnings(rows: readonly PlanRow[]): string {
  const grave = (["destructive", "loosening"] as const).flatMap((effect) =>
    rows.filter((row) => row.effect === effect),
  );
  return grave
    .map(({ effect, action, kind, name, reasons }) => {
      const why = reasons.length === 0 ? action : reasons.join("; ");
      return `${effect}: ${kind} ${name}: ${why}`;
    })
    .join("\n");
}

/** `3 to create, 1 to update, 9 the same`, in the order of the actions' weight. */
export function countActions(rows: readonly PlanRow[]): string {
  const actions: readonly PlanAction[] = ["delete", "replace", "create", "update", "import", "same"];
  const counts = actions.map(
    (action) => [action, rows.filter((row) => row.action === action).length] as const,
  );
  const present = counts.filter(([, count]) => count > 0);
  return present.length === 0 ? "nothing" : present.map(([action, count]) => `${count} ${action}`).join(", ");
}

function rowOf({ type, inputs, before, action, name = "" }: Registered): PlanRow {
  const description = descriptions[type];
  if (description === undefined) throw new Error(`no description of ${type}`);
  const judged = judgeChange({ type, action, before, after: inputs });
  return {
    effect: action === "same" || action === "import" ? "" : judged.class,
    reasons: judged.reasons,
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
