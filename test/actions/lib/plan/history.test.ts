import { expect, test } from "@jest/globals";
import { mergeHistory } from "../../../../actions/lib/plan/history.ts";
import { type Measured, timingsOf } from "../../../../actions/lib/plan/timings.ts";
import { fc } from "../../../support/property.ts";

const built: fc.Arbitrary<Measured> = fc.record({
  attr: fc.constantFrom("a", "b", "c", "d", "e"),
  drvPath: fc.constantFrom("/nix/store/1.drv", "/nix/store/2.drv"),
  seconds: fc.nat(),
});
const builds = fc.array(built, { maxLength: 12 });
const namesOf = (history: readonly Measured[]) => history.map(({ attr }) => attr);

test("holds every attribute once, as it was built last", () => {
  fc.assert(
    fc.property(builds, builds, (history, measured) => {
      const merged = mergeHistory(history, measured);
      const all = [...history, ...measured];
      expect(namesOf(merged).toSorted()).toEqual([...new Set(namesOf(all))].toSorted());
      for (const { attr, seconds } of merged) expect(timingsOf(all).ofAttribute(attr)).toBe(seconds);
    }),
  );
});

test("when there are too many, those that were not built for the longest time go", () => {
  const build = (attr: string, seconds: number): Measured => ({
    attr,
    drvPath: `/nix/store/${attr}.drv`,
    seconds,
  });
  const history = [build("a", 1), build("b", 2), build("c", 3)];
  expect(namesOf(mergeHistory(history, [build("a", 4), build("d", 5)], 3))).toEqual(["c", "a", "d"]);
});
