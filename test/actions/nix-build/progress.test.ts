import { expect, test } from "@jest/globals";
import { type LogReader, logReader } from "../../../actions/lib/nix/log-state.ts";
import { renderProgress, renderSeconds } from "../../../actions/nix-build/progress.ts";

const drv = (name: string): string => `/nix/store/${"0".repeat(32)}-${name}.drv`;

function aLog(running: number, failed = 0): LogReader {
  const log = logReader();
  log.read({ kind: "builds", id: "0" }, 0);
  log.read({ kind: "build", id: "1", drvPath: drv("slow"), machine: "" }, 0);
  log.read({ kind: "phase", id: "1", phase: "buildPhase" }, 0);
  log.read({ kind: "build", id: "2", drvPath: drv("late"), machine: "ssh://big" }, 60_000);
  log.read({ kind: "progress", id: "0", counts: { done: 3, expected: 9, running, failed } }, 60_000);
  return log;
}

test("the longest running is named with its phase", () => {
  expect(renderProgress(aLog(2, 1).state, 187_000)).toBe(
    "3/9 derivations · 2 running · 1 failed · slow (buildPhase) for 3m07s",
  );
});

test("where the log does not say which build ended, the last to speak still runs", () => {
  expect(renderProgress(aLog(1).state, 62_000)).toBe(
    "3/9 derivations · 1 running · late on ssh://big for 2s",
  );
});

test("before anything starts there are only counts", () => {
  expect(renderProgress(logReader().state, 0)).toBe("0/0 derivations · 0 running");
});

test.each([
  [0, "0s"],
  [59.4, "59s"],
  [59.6, "1m00s"],
  [3599, "59m59s"],
  [3600, "1h00m"],
  [7500, "2h05m"],
])("%d seconds are %s", (seconds, text) => {
  expect(renderSeconds(seconds)).toBe(text);
});
