import { describe, expect, test } from "@jest/globals";
import { nightlyCron } from "../../../workflows/pipelines/nightly.ts";
import { fc } from "../../support/property.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);

describe("the hour of the night", () => {
  test("is never a full hour, never the day", () => {
    fc.assert(
      fc.property(name, (text) => {
        const [, minute, hour] = /^(\d+) (\d+) \* \* \*$/.exec(nightlyCron(text)) ?? [];
        expect(Number(minute)).toBeGreaterThan(0);
        expect(Number(minute)).toBeLessThan(60);
        expect([2, 3, 4]).toContain(Number(hour));
      }),
    );
  });

  test("stays the same for a name, and spreads many names over many minutes", () => {
    const names = Array.from({ length: 500 }, (_, index) => `nur-${index}`);
    expect(names.map(nightlyCron)).toEqual(names.map(nightlyCron));
    expect(new Set(names.map(nightlyCron)).size).toBeGreaterThan(120);
  });
});
