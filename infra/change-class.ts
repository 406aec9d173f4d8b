/**
 * What a change means for who may do what: tightening, loosening, destructive or neutral, with the reason in words. It judges
 * arguments only; what GitHub does with them is not its business.
 */

import { type Kind, kinds, type Measure } from "./change-measures.ts";
import type { Inputs } from "./inputs.ts";

export const changeClasses = ["tightening", "loosening", "destructive", "neutral"] as const;
export type ChangeClass = (typeof changeClasses)[number];

/** `import`: it is there already, and comes under the stack as it is. */
export type PlanAction = "create" | "import" | "update" | "replace" | "delete" | "same";

export type Change = {
  readonly type: string;
  readonly action: PlanAction;
  /** Absent for what is made. */
  readonly before?: Inputs | undefined;
  /** Absent for what goes. */
  readonly after?: Inputs | undefined;
};

/** The gravest class of all its reasons; a loosening that comes with a tightening is a loosening. */
export type Judgement = { readonly class: ChangeClass; readonly reasons: readonly string[] };

export function judgeChange({ type, action, before, after }: Change): Judgement {
  const kind = kinds[type] ?? {};
  if (action === "same" || action === "import") return { class: "neutral", reasons: [] };
  if ((action === "delete" || action === "replace") && kind.loss !== undefined)
    return { class: "destructive", reasons: [`${kind.loss} is lost`] };
  if (action === "create" || action === "delete") return judgePresence(kind.presence, action);
  const verdicts = (kind.measures ?? []).flatMap((measure) => compare(measure, before ?? {}, after ?? {}));
  const gravest = verdicts.some((verdict) => verdict.class === "loosening") ? "loosening" : "tightening";
  return verdicts.length === 0
    ? { class: "neutral", reasons: [] }
    : { class: gravest, reasons: verdicts.map(({ reason }) => reason) };
}

function judgePresence(presence: Kind["presence"], action: "create" | "delete"): Judgement {
  if (presence === undefined) return { class: "neutral", reasons: [] };
  const guardsMore = (presence === "guards") === (action === "create");
  return { class: guardsMore ? "tightening" : "loosening", reasons: [] };
}

type Verdict = { readonly class: "tightening" | "loosening"; readonly reason: string };

function compare(measure: Measure, before: Inputs, after: Inputs): readonly Verdict[] {
  const { what } = measure;
  if ("strictness" in measure) {
    const difference = measure.strictness(after) - measure.strictness(before);
    if (difference === 0) return [];
    return [
      difference > 0
        ? { class: "tightening", reason: `${what}: stricter` }
        : { class: "loosening", reason: `${what}: no longer as strict` },
    ];
  }
  const [more, fewer] =
    "guards" in measure ? (["tightening", "loosening"] as const) : (["loosening", "tightening"] as const);
  const names = "guards" in measure ? measure.guards : measure.ways;
  const [old, young] = [names(before), names(after)];
  return [
    ...young
      .filter((name) => !old.includes(name))
      .map((name) => ({ class: more, reason: `${what} added: ${JSON.stringify(name)}` })),
    ...old
      .filter((name) => !young.includes(name))
      .map((name) => ({ class: fewer, reason: `${what} removed: ${JSON.stringify(name)}` })),
  ];
}
