import { describe, expect, test } from "@jest/globals";
import { matchTimeouts } from "../../../../actions/lib/nix/failure-limit.ts";
import type { Build } from "../../../../actions/lib/nix/log-state.ts";

function aBuild(drvPath: string, times: readonly [started: number, lastLine: number, ended?: number]): Build {
  const [startedAt, lastLineAt, endedAt] = times;
  return {
    drvPath,
    startedAt,
    lastLineAt,
    machine: "",
    tail: [],
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

const expiry = (limit: number) =>
  ({ class: "timeout", reason: `ran longer than ${limit} seconds`, limit }) as const;

describe("time-outs that name nobody", () => {
  test("each goes to the build nearest to its limit, silence told from length", () => {
    const builds = [
      aBuild("long", [0, 2_900, 3_100]),
      aBuild("silent", [0, 4_000, 5_050]),
      aBuild("mute", [6_000, 6_000, 7_200]),
      aBuild("quick", [0, 9_900, 10_000]),
    ];
    const matched = matchTimeouts([expiry(1), expiry(3), expiry(1)], builds);
    expect(Object.fromEntries([...matched].map(([drvPath, { reason }]) => [drvPath, reason]))).toEqual({
      long: "ran longer than 3 seconds",
      silent: "was silent for 1 seconds",
      mute: "ran longer than 1 seconds",
    });
  });

  test("who still runs, or ended far from the limit, was not meant", () => {
    expect(matchTimeouts([expiry(60)], [aBuild("runs", [0, 0]), aBuild("ended", [0, 900, 1_000])]).size).toBe(
      0,
    );
  });

  test("no more builds than messages", () => {
    const twins = [aBuild("a", [0, 0, 5_000]), aBuild("b", [0, 0, 5_010])];
    expect([...matchTimeouts([expiry(5)], twins).keys()]).toEqual(["a"]);
  });
});
