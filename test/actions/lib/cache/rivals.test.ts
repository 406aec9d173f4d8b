import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { beginSomewhere } from "../../../../actions/lib/cache/rivals.ts";

describe("where a push begins", () => {
  test("a long list begins anywhere and holds the same in the same round order; a short one as it is", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (length, at) => {
          const list = Array.from({ length }, (_, index) => index);
          const walked = beginSomewhere(list, () => at);
          expect(walked.toSorted((left, right) => left - right)).toEqual(list);
          const [first = 0] = walked;
          expect(walked).toEqual([...list.slice(first), ...list.slice(0, first)]);
          expect(first).toBe(length < 100 ? 0 : Math.floor(at * length));
        },
      ),
    );
  });
});
