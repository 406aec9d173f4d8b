/** The plan for people: what is built where, what is skipped and why, what does not evaluate. Foreign text is escaped. */

import {
  escapeMarkdown,
  renderMarkdownTable,
  renderTextTable,
  type Table,
} from "../../../workflows/table.ts";
import type { Change, PlanFile } from "../plan-file.ts";

export function renderPlanText(plan: PlanFile): string {
  const table = tableOf(plan);
  const { change } = plan;
  return [
    ...(table.rows.length === 0 ? [] : [renderTextTable(table)]),
    ...(change === undefined
      ? []
      : [renderChange(change), ...tablesOf(change).map((one) => renderTextTable(one))]),
    renderTotals(plan),
  ].join("\n\n");
}

export function renderPlanSummary(plan: PlanFile): string {
  const table = tableOf(plan);
  const { change } = plan;
  const parts = [
    renderTotals(plan),
    ...(change === undefined
      ? []
      : [escapeMarkdown(renderChange(change)), ...tablesOf(change).map(renderMarkdownTable)]),
    ...(table.rows.length === 0 ? [] : [renderMarkdownTable(table)]),
  ];
  return `## Plan\n\n${parts.join("\n\n")}\n`;
}

/** `compared with main (1a2b3c4d5e6f): 1 added, 2 changed, 0 removed, 88 unchanged; 3 to rebuild`. */
function renderChange({ base, commit, added, changed, removed, unchanged, rebuilds }: Change): string {
  const rebuilt = rebuilds.reduce((sum, { packages }) => sum + packages, 0);
  const counts = `${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} unchanged`;
  return `compared with ${base} (${commit.slice(0, 12)}): ${counts}; ${rebuilt} to rebuild`;
}

/** What is rebuilt by whose it is and where, then the attributes; nothing when nothing changed. */
function tablesOf({ added, changed, removed, rebuilds }: Change): readonly Table[] {
  const kinds = Object.entries({ added, changed, removed });
  const attributes = kinds.flatMap(([kind, attrs]) => attrs.map((attr) => [...split(attr), kind]));
  const groups = rebuilds.map(({ organization, system, packages }) => [
    organization,
    system,
    String(packages),
  ]);
  return [
    ...(groups.length === 0
      ? []
      : [{ header: ["organization", "system", "rebuilds"], rows: groups, figures: [2] }]),
    ...(attributes.length === 0 ? [] : [{ header: ["attribute", "system", "change"], rows: attributes }]),
  ];
}

/** `3 to build in 2 jobs, 5 skipped (4 cached, 1 broken), 1 does not evaluate`. */
export function renderTotals({ entries, shards, skipped, problems }: PlanFile): string {
  const reasons = Map.groupBy(skipped, ({ reason }) => reason);
  const counts = [...reasons].map(([reason, skips]) => `${skips.length} ${reason}`);
  const jobs = shards.length === 1 ? "1 job" : `${shards.length} jobs`;
  return [
    entries.length === 0 ? "nothing to build" : `${entries.length} to build in ${jobs}`,
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped (${counts.join(", ")})`]),
    ...(problems.length === 0
      ? []
      : [`${problems.length} ${problems.length === 1 ? "does" : "do"} not evaluate`]),
  ].join(", ");
}

/** What needs a person first, then what is built, then the rest. */
function tableOf({ entries, shards, skipped, problems }: PlanFile): Table {
  const shardOf = new Map(shards.flatMap(({ id, attrs }) => attrs.map((attr) => [attr, id] as const)));
  return {
    header: ["attribute", "system", "decision", "reason"],
    rows: [
      ...problems.map((problem) => {
        const attr = typeof problem["attr"] === "string" ? problem["attr"] : "";
        return [...split(attr), "error", problem.what.replace(`${JSON.stringify(attr)} `, "")];
      }),
      ...entries.map(({ attr, system }) => [
        ...split(attr, system),
        "build",
        `in ${shardOf.get(attr) ?? "no job"}`,
      ]),
      ...skipped.map(({ attr, system, reason, detail }) => {
        return [...split(attr, system), "skip", detail === undefined ? reason : `${reason}: ${detail}`];
      }),
    ],
  };
}

/** `packages.x86_64-linux.hello` as name and system; the output is told only when it is not `packages`. */
function split(attr: string, system = ""): readonly [string, string] {
  const found = /^packages\.([^.]+)\.(.+)$/s.exec(attr);
  return [found?.[2] ?? attr, found?.[1] ?? system];
}
