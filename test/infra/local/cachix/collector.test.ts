import { expect, test } from "@jest/globals";
import { pinnedHashes } from "../../../../infra/local/cachix/collector.ts";
import type { Pin } from "../../../../infra/local/cachix/pins.ts";

const days = (contents: number) => ({ tag: "Days" as const, contents });

function aPin(name: string, letter: string, day: number, keep: Pin["keep"]): Pin {
  const at = new Date(Date.UTC(2026, 0, day)).toISOString();
  return { name, storePath: `/nix/store/${letter.repeat(32)}-x`, artifacts: [], keep, at };
}

const hours = (day: number, hour: number) => Date.UTC(2026, 0, day, hour);

/** As docs.cachix.org/pins has it: the revisions of the last X days, or the last X; by the word of the latest. */
test.each([
  ["days end a pin by themselves", [aPin("pr-7", "a", 1, days(14))], hours(15, 1), ""],
  ["and not before", [aPin("pr-7", "a", 1, days(14))], hours(14, 23), "a"],
  [
    "a last word of one day lets go of the older revisions at once",
    [aPin("pr-7", "a", 1, days(14)), aPin("pr-7", "b", 3, days(14)), aPin("pr-7", "b", 9, days(1))],
    hours(9, 1),
    "b",
  ],
  [
    "and of all a day later, other names untouched",
    [
      aPin("main", "m", 1, { tag: "Revisions", contents: 3 }),
      aPin("pr-7", "a", 9, days(14)),
      aPin("pr-7", "a", 9, days(1)),
    ],
    hours(10, 1),
    "m",
  ],
  ["without a word all are kept", [aPin("v1", "a", 1, null), aPin("v1", "b", 2, null)], hours(30, 0), "ab"],
])("%s", (_name, pins, now, expected) => {
  const kept = [...pinnedHashes(pins, now)].map((hashPart) => hashPart.charAt(0));
  expect(kept.join("")).toBe(expected);
});
