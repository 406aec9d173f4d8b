import { describe, expect, test } from "@jest/globals";
import type { Shard } from "../../../actions/lib/plan-file.ts";
import { mostNestedRows, mostRows, renderGroups, renderMatrix } from "../../../actions/plan/matrix.ts";
import { fc } from "../../support/property.ts";

const shards = (count: number): readonly Shard[] =>
  Array.from({ length: count }, (_, index) => {
    const organization = `an-organization-with-a-name-${index}`;
    const shard = { id: `${organization}-aarch64-darwin-12`, organization, system: "aarch64-darwin" };
    return { ...shard, runner: "macos-15-intel", attrs: ["packages.aarch64-darwin.x"], estimate: 60 };
  });

type Outer = { readonly include: readonly { readonly group: string; readonly matrix: string }[] };
const groupsOf = (count: number): Outer => JSON.parse(renderGroups(shards(count))) as Outer;

describe("groups", () => {
  test("nothing to build is no group; up to 256 jobs are one, the same as the matrix", () => {
    expect(groupsOf(0)).toEqual({ include: [] });
    for (const count of [1, mostRows])
      expect(groupsOf(count)).toEqual({ include: [{ group: "1", matrix: renderMatrix(shards(count)) }] });
  });

  test("every shard is in one group, in order; no group has more than 256 rows, and none is much smaller", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (count) => {
        const { include } = groupsOf(count);
        const rows = include.map(
          ({ matrix }) => (JSON.parse(matrix) as { include: { shard: string }[] }).include,
        );
        expect(rows.flat().map(({ shard }) => shard)).toEqual(shards(count).map(({ id }) => id));
        const sizes = rows.map(({ length }) => length);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(mostRows);
        expect(include).toHaveLength(Math.ceil(count / mostRows));
        expect(Math.min(...sizes)).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });

  test("the most there may be fits into the outputs of a job, each inner matrix into a variable", () => {
    const text = renderGroups(shards(mostNestedRows));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024 - 128 * 1024);
    for (const { matrix } of (JSON.parse(text) as Outer).include)
      expect(Buffer.byteLength(matrix)).toBeLessThan(128 * 1024);
  });
});
