import { describe, expect, test } from "@jest/globals";
import type { AttributeResult } from "../../../actions/lib/results-file.ts";
import { renderSummary } from "../../../actions/nix-build/summary.ts";

const drv = (name: string): string => `/nix/store/${"0".repeat(32)}-${name}.drv`;

function aResult(name: string, more: Partial<AttributeResult> = {}): AttributeResult {
  return {
    ...{
      attr: `packages.x.${name}`,
      organization: "test",
      name,
      system: "x",
      drvPath: drv(name),
      outputs: {},
    },
    ...{ state: "built", seconds: 65, ...more },
  };
}

function aFailure(name: string, log: readonly string[]): AttributeResult {
  const failure = { rootCause: drv(name), explanation: `${name} exited with code 1`, logTail: [...log] };
  return aResult(name, { state: "failed", failure: { class: "builder-failed", ...failure } });
}

const bytesOf = (text: string): number => Buffer.byteLength(text);

test("a row for each attribute: state, class, seconds, and why or from where; failures first", () => {
  const rows = renderSummary([
    aResult("plain"),
    aResult("cached", { state: "substituted", cachedFrom: "https://cache.example" }),
    aResult("mended", { mended: "c0ffee" }),
    aFailure("wreck", ["last words"]),
  ]).split("\n");
  expect(rows[0]).toBe("### Build: 1 failed, 2 built, 1 substituted");
  expect(rows.filter((row) => row.startsWith("|"))).toEqual([
    "| attribute | state | class | seconds | why |",
    "| --- | --- | --- | ---: | --- |",
    "| packages.x.wreck | failed | builder-failed | 1m05s | wreck exited with code 1 |",
    "| packages.x.plain | built |  | 1m05s |  |",
    "| packages.x.mended | built |  | 1m05s | mended: had failed since c0ffee |",
    "| packages.x.cached | substituted |  | 1m05s | from https://cache.example |",
  ]);
});

describe("too much for a page", () => {
  test("rows and logs are left out whole, and counted; a log never opens without an end", () => {
    const log = Array.from({ length: 30 }, () => "<ü>".repeat(1000));
    const failures = Array.from({ length: 60 }, (_, number) => aFailure(`wreck${number}`, log));
    const others = Array.from({ length: 20_000 }, (_, number) => aResult(`some-longer-name-${number}`));
    const summary = renderSummary([...others, ...failures]);
    expect(bytesOf(summary)).toBeLessThanOrEqual(1024 * 1024);
    expect(bytesOf(summary)).toBeGreaterThan(900_000);
    const rows = summary.split("\n").filter((row) => row.startsWith("| packages.")).length;
    const leftRows = Number(/^(\d+) more attributes are in the results file\.$/m.exec(summary)?.[1]);
    expect(rows + leftRows).toBe(20_060);
    expect(summary.match(/\| failed \|/g)).toHaveLength(60);
    const logs = summary.match(/<details>/g)?.length ?? 0;
    expect(logs).toBeGreaterThan(0);
    expect(summary.match(/<\/details>/g)).toHaveLength(logs);
    expect(Number(/^(\d+) more logs are in the results file\.$/m.exec(summary)?.[1])).toBe(60 - logs);
  });

  test("a small page says nothing of what is left out", () => {
    expect(renderSummary([aFailure("wreck", ["x"])])).not.toContain("results file");
  });
});

test("nothing to build is said", () => {
  expect(renderSummary([])).toContain("Nothing to build.");
});
