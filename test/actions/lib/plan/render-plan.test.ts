import { expect, test } from "@jest/globals";
import { renderPlanSummary, renderPlanText, renderTotals } from "../../../../actions/lib/plan/render-plan.ts";
import type { PlanFile } from "../../../../actions/lib/plan-file.ts";

const identity = (name: string) => ({
  ...{ attr: `packages.x86_64-linux.${name}`, organization: "o", name, system: "x86_64-linux" },
});

const empty: PlanFile = {
  ...{ version: 1, flake: ".", systems: [], entries: [], skipped: [], problems: [], shards: [] },
};

const full: PlanFile = {
  ...empty,
  entries: [{ ...identity("built"), drvPath: "/d", outputs: {}, meta: {} }],
  skipped: [
    { ...identity("had"), reason: "cached", detail: "mine" },
    { ...identity("bad"), reason: "broken" },
  ],
  problems: [
    {
      ...{ code: "evaluation-failed", severity: "error", fix: "x", attr: "packages.x86_64-linux.fails" },
      what: '"packages.x86_64-linux.fails" does not evaluate: <b>|`no`\nluck',
    },
  ],
  shards: [
    {
      ...{ id: "o-x86_64-linux", organization: "o", system: "x86_64-linux", runner: "r", estimate: 1 },
      attrs: ["packages.x86_64-linux.built"],
    },
  ],
};

test("as text", () => {
  expect(renderPlanText(full).split("\n")).toEqual([
    "attribute  system        decision  reason",
    "─────────  ────────────  ────────  ─────────────────────────────────",
    "fails      x86_64-linux  error     does not evaluate: <b>|`no`\\nluck",
    "built      x86_64-linux  build     in o-x86_64-linux",
    "had        x86_64-linux  skip      cached: mine",
    "bad        x86_64-linux  skip      broken",
    "",
    "1 to build in 1 job, 2 skipped (1 cached, 1 broken), 1 does not evaluate",
  ]);
});

test("as Markdown, with foreign text escaped", () => {
  expect(renderPlanSummary(full)).toContain(
    "| fails | x86\\_64-linux | error | does not evaluate: &lt;b&gt;\\|\\`no\\`\\\\nluck |",
  );
});

test("of nothing", () => {
  expect(renderPlanText(empty)).toBe("nothing to build");
  expect(renderPlanSummary(empty)).toBe("## Plan\n\nnothing to build\n");
  expect(renderTotals({ ...full, skipped: [] })).toBe("1 to build in 1 job, 1 does not evaluate");
});
