import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sampleSpec } from "../../../workflows/specs.ts";
import { runShell, shellStep } from "../../support/shell-step.ts";

const step = shellStep(sampleSpec, "nightly", "Add them up");
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-statistics-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function leave(shard: string, attributes: readonly unknown[]): void {
  const results = join(folder, "results", `results-${shard}`);
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, "results.json"), `${JSON.stringify({ version: 1, attributes })}\n`);
}

function summary(): string {
  const file = join(folder, "summary");
  const env = { GITHUB_STEP_SUMMARY: file, RESULTS: join(folder, "results"), BUILDS: "3", SKIPPED: "7" };
  const { status, stderr } = runShell(step, folder, env);
  expect([status, stderr]).toEqual([0, ""]);
  return readFileSync(file, "utf8");
}

const head = "3 to build, 7 skipped\n\n| result | attributes | seconds |\n| --- | ---: | ---: |\n";

describe("the night's figures", () => {
  test("add up what all shards left, failures by class", () => {
    leave("a", [
      { state: "built", seconds: 2 },
      { state: "failed", seconds: 1, failure: { class: "timeout" } },
    ]);
    leave("b", [{ state: "built", seconds: 3.4 }, { state: "substituted" }]);
    expect(summary()).toBe(`${head}| built | 2 | 5 |\n| substituted | 1 | 0 |\n| timeout | 1 | 1 |\n`);
  });

  test("are an empty table when nothing was to be built", () => {
    expect(summary()).toBe(`${head}\n`);
  });
});

test("names of attributes, which anyone can choose, are not in the text", () => {
  expect(step.run).not.toMatch(/\.(attr|name)\b/);
});
