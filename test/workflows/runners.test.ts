import { expect, test } from "@jest/globals";
import { hostedSystems, labelWarning, runnerFor } from "../../workflows/runners.ts";

test.each(hostedSystems)("the label for %s is not on its way out", (system) => {
  expect(labelWarning(runnerFor(system)?.label ?? "")).toBeUndefined();
});

test("systems without a hosted runner have none", () => {
  expect(runnerFor("riscv64-linux")).toBeUndefined();
  expect(runnerFor("constructor")).toBeUndefined();
});

test("a system nixpkgs drops carries a warning", () => {
  expect(runnerFor("x86_64-darwin")?.warning).toMatch(/26\.05 is the last/);
});

test.each([
  ["macos-13", /gone/],
  ["macos-14-large", /gone on 2026-11-02/],
  ["ubuntu-22.04-arm", /deprecated/],
  ["ubuntu-latest-arm", /never/],
])("%s is warned of", (label, warning) => {
  expect(labelWarning(label)).toMatch(warning);
});

test("a label of one's own is not", () => {
  expect(labelWarning("my-big-machine")).toBeUndefined();
});
