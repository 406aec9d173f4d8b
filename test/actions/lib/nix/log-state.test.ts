import { describe, expect, test } from "@jest/globals";
import { logReader, runningBuilds, tailLines } from "../../../../actions/lib/nix/log-state.ts";

const counts = (running: number) => ({ done: 0, expected: 9, running, failed: 0 });

describe("builds", () => {
  test("a build has its times, its phase and its log", () => {
    const log = logReader();
    log.read({ kind: "build", id: "1", drvPath: "/a.drv", machine: "" }, 10);
    log.read({ kind: "phase", id: "1", phase: "checkPhase" }, 11);
    log.read({ kind: "line", id: "1", text: "one" }, 12);
    log.read({ kind: "stop", id: "1" }, 20);
    expect(log.state.builds.get("/a.drv")).toMatchObject({
      startedAt: 10,
      endedAt: 20,
      lastLineAt: 12,
      phase: "checkPhase",
      tail: ["one"],
    });
  });

  test("lines of interleaved builds go to their own", () => {
    const log = logReader();
    log.read({ kind: "build", id: "1", drvPath: "/a.drv", machine: "" }, 0);
    log.read({ kind: "build", id: "2", drvPath: "/b.drv", machine: "" }, 0);
    log.read({ kind: "line", id: "2", text: "b" }, 1);
    log.read({ kind: "line", id: "1", text: "a" }, 1);
    log.read({ kind: "line", id: "3", text: "nobody" }, 1);
    expect([...log.state.builds.values()].map(({ tail }) => tail)).toEqual([["a"], ["b"]]);
  });

  test("when none runs all are over, as Nix 2.4 to 2.28 does not say it of each", () => {
    const log = logReader();
    log.read({ kind: "builds", id: "9" }, 0);
    log.read({ kind: "build", id: "1", drvPath: "/a.drv", machine: "" }, 0);
    log.read({ kind: "progress", id: "8", counts: counts(0) }, 1);
    expect(runningBuilds(log.state)).toHaveLength(1);
    log.read({ kind: "progress", id: "9", counts: counts(0) }, 5);
    expect(runningBuilds(log.state)).toHaveLength(0);
    log.read({ kind: "stop", id: "1" }, 99);
    expect(log.state.builds.get("/a.drv")?.endedAt).toBe(5);
  });

  test("a second attempt starts afresh", () => {
    const log = logReader();
    for (const id of ["1", "2"]) {
      log.read({ kind: "build", id, drvPath: "/a.drv", machine: "" }, Number(id));
      log.read({ kind: "line", id, text: id }, 3);
    }
    expect(log.state.builds.get("/a.drv")).toMatchObject({ startedAt: 2, tail: ["2"] });
  });
});

test("what one Nix counted is not the next one's", () => {
  const log = logReader();
  log.read({ kind: "builds", id: "1" }, 0);
  log.read({ kind: "progress", id: "1", counts: { done: 9, expected: 9, running: 0, failed: 0 } }, 1);
  log.read({ kind: "builds", id: "2" }, 2);
  expect(log.state.counts.done).toBe(0);
});

describe("memory", () => {
  test("only the last lines are kept", () => {
    const log = logReader();
    log.read({ kind: "build", id: "1", drvPath: "/a.drv", machine: "" }, 0);
    for (let line = 0; line < 1000; line++) log.read({ kind: "line", id: "1", text: `${line}` }, 0);
    const tail = log.state.builds.get("/a.drv")?.tail ?? [];
    expect(tail).toHaveLength(tailLines);
    expect(tail.at(-1)).toBe("999");
  });

  test("many loud builds together stay below the whole budget, the oldest lose their tails", () => {
    const log = logReader();
    const line = "x".repeat(4000);
    for (let build = 0; build < 1500; build++) {
      log.read({ kind: "build", id: `${build}`, drvPath: `/${build}.drv`, machine: "" }, 0);
      for (let n = 0; n < 20; n++) log.read({ kind: "line", id: `${build}`, text: line }, 0);
    }
    const kept = [...log.state.builds.values()].map(({ tail }) => tail.join("").length);
    expect(kept.reduce((sum, length) => sum + length)).toBeLessThanOrEqual(64_000_000);
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)).toBe(64_000);
  });
});
