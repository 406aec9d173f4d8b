import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { type ReportInputs, run } from "../../../actions/report/run.ts";
import { aHost } from "../../support/fake-host.ts";
import { aFolder } from "../../support/flakes.ts";

const attribute = (name: string, state: string, more: object = {}) => ({
  ...{ attr: `packages.s.${name}`, organization: "o", name, system: "s", state },
  ...{ drvPath: `/nix/store/${name}.drv`, outputs: {}, ...more },
});
const failed = (name: string, failureClass: string, seconds: number) =>
  attribute(name, "failed", {
    seconds,
    failure: { class: failureClass, rootCause: "/nix/store/x.drv", explanation: "why", logTail: [] },
  });
const results = (...attributes: readonly unknown[]): string =>
  JSON.stringify({ version: 1, attributes, paths: [] });
const plan = {
  ...{ version: 1, flake: ".", systems: ["s"], entries: [], problems: [], shards: [] },
  skipped: [{ attr: "packages.s.z", organization: "o", name: "z", system: "s", reason: "broken" }],
};

const folder = aFolder({
  "results/results-a/results.json": results(
    attribute("a", "built", { seconds: 2 }),
    failed("b", "timeout", 1),
  ),
  "results/results-b/results.json": results(
    attribute("c", "built", { seconds: 3.4 }),
    attribute("d", "substituted"),
    attribute("e", "not-reached"),
  ),
  "plan.json": JSON.stringify(plan),
  "torn.json": "{",
});
afterAll(() => rmSync(folder, { recursive: true }));

const report = (inputs: Partial<ReportInputs>) =>
  run({ results: ["results"], planFile: "", history: "", ...inputs }, aHost({ workspace: folder }));

test("adds up what all shards left, failures by class", async () => {
  const { outputs, problems, summary, json } = await report({ planFile: "plan.json" });
  expect(problems).toEqual([]);
  expect(outputs).toEqual({ built: "3", failed: "1", notReached: "1", seconds: "6" });
  expect(summary.split("\n").filter((line) => line !== "")).toEqual([
    "## Report",
    "nothing to build, 1 skipped (1 broken)",
    "| result | attributes | seconds |",
    "| --- | ---: | ---: |",
    "| built | 2 | 5 |",
    "| not-reached | 1 | 0 |",
    "| substituted | 1 | 0 |",
    "| timeout | 1 | 1 |",
  ]);
  expect(json).toMatchObject({ version: 1, attributes: { length: 5 } });
});

test("shows no name of an attribute, which anyone can choose", async () => {
  const { summary, text } = await report({});
  expect(summary + text).not.toContain("packages");
});

test("what cannot be read is a warning, and the rest is added up", async () => {
  const { outputs, problems } = await report({ results: ["nowhere", "results"], planFile: "torn.json" });
  expect(outputs.built).toBe("3");
  expect(problems.map(({ severity, where }) => [severity, where])).toEqual([
    ["warning", join(folder, "nowhere")],
    ["warning", join(folder, "torn.json")],
  ]);
});

test("says so when nothing was built", async () => {
  const { summary, text } = await report({ results: [] });
  expect([text, summary]).toEqual(["nothing was built", "## Report\n\nnothing was built\n"]);
});
