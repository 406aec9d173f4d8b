import { describe, expect, test } from "@jest/globals";
import { packShards, type ShardingOptions } from "../../../../actions/lib/plan/sharding.ts";
import type { Entry, Shard } from "../../../../actions/lib/plan-file.ts";
import { fc } from "../../../support/property.ts";

function anEntry(name: string, overrides: Partial<Entry> = {}): Entry {
  const { organization = "org", system = "x86_64-linux" } = overrides;
  const attr = `packages.${system}.${organization}-${name}`;
  const drvPath = `/d/${organization}-${name}-${system}`;
  return { ...{ attr, organization, name, system, drvPath, outputs: {}, meta: {} }, ...overrides };
}

function options(overrides: Partial<ShardingOptions> = {}): ShardingOptions {
  return {
    ...{ maxJobs: 256, targetSeconds: 100, dependenciesOf: () => new Set() },
    costOf: ({ cost }) => cost ?? 60,
    ...overrides,
  };
}

const attrs = (shards: readonly Shard[]): readonly (readonly string[])[] =>
  shards.map((shard) => shard.attrs.map((attr) => attr.replace(/^.*\./, "")));

describe("packShards", () => {
  test("one job per organization and system, with the right runner", () => {
    const entries = [
      anEntry("a", { organization: "two" }),
      anEntry("a", { organization: "one" }),
      anEntry("a", { organization: "one", system: "aarch64-darwin" }),
    ];
    expect(packShards(entries, options())).toEqual([
      {
        ...{ id: "one-aarch64-darwin", organization: "one", system: "aarch64-darwin", runner: "macos-15" },
        ...{ attrs: ["packages.aarch64-darwin.one-a"], estimate: 60 },
      },
      {
        ...{ id: "one-x86_64-linux", organization: "one", system: "x86_64-linux", runner: "ubuntu-24.04" },
        ...{ attrs: ["packages.x86_64-linux.one-a"], estimate: 60 },
      },
      {
        ...{ id: "two-x86_64-linux", organization: "two", system: "x86_64-linux", runner: "ubuntu-24.04" },
        ...{ attrs: ["packages.x86_64-linux.two-a"], estimate: 60 },
      },
    ]);
  });

  test("a long job is split, evenly, and numbered", () => {
    const costs = { a: 90, b: 60, c: 50, d: 40, e: 30 };
    const entries = Object.entries(costs).map(([name, cost]) => anEntry(name, { cost }));
    const shards = packShards(entries, options());
    expect(shards.map(({ id }) => id)).toEqual([
      "org-x86_64-linux",
      "org-x86_64-linux-2",
      "org-x86_64-linux-3",
    ]);
    expect(attrs(shards)).toEqual([["org-a"], ["org-b", "org-e"], ["org-c", "org-d"]]);
  });

  test("what shares an unbuilt dependency, or is one, stays together", () => {
    const entries = ["a", "b", "c", "d", "e", "f"].map((name) => anEntry(name, { cost: 100 }));
    const needs: Readonly<Record<string, readonly string[]>> = {
      a: ["/d/shared"],
      c: ["/d/shared", "/d/other"],
      e: ["/d/other"],
      f: ["/d/org-d-x86_64-linux"],
    };
    const shards = packShards(entries, options({ dependenciesOf: ({ name }) => new Set(needs[name] ?? []) }));
    expect(attrs(shards)).toEqual([["org-a", "org-c", "org-e"], ["org-b"], ["org-d", "org-f"]]);
  });

  test("among equals the name decides, in whatever order they come", () => {
    const entries = ["a", "b", "c", "d", "e", "f"].map((name) => anEntry(name, { cost: 100 }));
    const pairs: Readonly<Record<string, string>> = { a: "1", e: "1", b: "2", f: "2", c: "3", d: "3" };
    const settings = options({ maxJobs: 2, dependenciesOf: ({ name }) => new Set([pairs[name] ?? ""]) });
    expect(packShards(entries.toReversed(), settings)).toEqual(packShards(entries, settings));
  });

  test("what is built on the way counts once, whoever needs it", () => {
    const entries = ["a", "b"].map((name) => anEntry(name, { cost: 10 }));
    const dependenciesOf = (): ReadonlySet<string> => new Set(["/d/shared", "/d/org-a-x86_64-linux"]);
    const shards = packShards(entries, options({ dependenciesOf, costOfDependency: () => 7 }));
    expect(shards.map(({ estimate }) => estimate)).toEqual([27]);
  });

  test("two names of one derivation are one build", () => {
    const entries = [anEntry("a", { drvPath: "/d/same" }), anEntry("b", { drvPath: "/d/same" })];
    expect(packShards(entries, options())).toMatchObject([{ estimate: 60, attrs: [{}, {}] }]);
  });

  test("with few jobs the smallest organizations share one, never two systems", () => {
    const entries = [
      ...["a", "b", "c"].map((organization, index) => anEntry("x", { organization, cost: index + 1 })),
      anEntry("x", { organization: "a", system: "aarch64-linux" }),
    ];
    const shards = packShards(entries, options({ maxJobs: 3 }));
    expect(shards.map(({ id, attrs: { length } }) => [id, length])).toEqual([
      ["a-aarch64-linux", 1],
      ["c-x86_64-linux", 1],
      ["several-x86_64-linux", 2],
    ]);
  });

  test("ids are safe in file names and differ even where case does not count", () => {
    const organizations = ["a/b", "a b", "A b", "../x"];
    const shards = packShards(
      organizations.map((organization) => anEntry("x", { organization })),
      options(),
    );
    expect(new Set(shards.map(({ id }) => id.toLowerCase())).size).toBe(4);
    for (const { id } of shards) expect(id).toMatch(/^[A-Za-z0-9_.-]+$/);
  });

  const entries = fc
    .uniqueArray(
      fc.record({
        name: fc.integer({ min: 0, max: 60 }).map(String),
        organization: fc.constantFrom("a", "b", "c", "d"),
        system: fc.constantFrom("x86_64-linux", "aarch64-linux", "aarch64-darwin"),
        cost: fc.integer({ min: 1, max: 500 }),
      }),
      { selector: ({ name, organization, system }) => `${name} ${organization} ${system}`, maxLength: 40 },
    )
    .map((records) => records.map(({ name, ...rest }) => anEntry(name, rest)));

  test("every entry is in one job of its system, caps are kept, the order given does not matter", () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 3, max: 12 }), (given, maxJobs) => {
        const settings = options({
          maxJobs,
          dependenciesOf: ({ cost }) => new Set((cost ?? 0) % 5 === 0 ? ["/d/five"] : []),
        });
        const shards = packShards(given, settings);
        expect(shards.flatMap((shard) => shard.attrs).toSorted()).toEqual(
          given.map(({ attr }) => attr).toSorted(),
        );
        expect(shards.length).toBeLessThanOrEqual(maxJobs);
        expect(new Set(shards.map(({ id }) => id)).size).toBe(shards.length);
        for (const shard of shards)
          for (const attr of shard.attrs) expect(attr.startsWith(`packages.${shard.system}.`)).toBe(true);
        expect(packShards(given.toReversed(), settings)).toEqual(shards);
      }),
    );
  });

  /** Many entries of one organization and system, and what each is made of: clusters come in all sizes. */
  const graphs = fc.record({
    given: fc
      .uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 })
      .map((names) => names.map((name) => anEntry(String(name), { cost: 100 + name }))),
    maxJobs: fc.integer({ min: 3, max: 40 }),
    targetSeconds: fc.integer({ min: 1, max: 2000 }),
    needs: fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 3 }), {
      minLength: 61,
      maxLength: 61,
    }),
  });

  test("entries of one organization and system that share a dependency are in one job", () => {
    fc.assert(
      fc.property(graphs, ({ given, maxJobs, targetSeconds, needs }) => {
        const dependenciesOf = ({ name }: Entry) =>
          new Set((needs[Number(name)] ?? []).map((need) => `/d/need-${need}`));
        const shards = packShards(given, options({ maxJobs, targetSeconds, dependenciesOf }));
        const jobOf = new Map(shards.flatMap(({ id, attrs }) => attrs.map((attr) => [attr, id])));
        const users = new Map<string, string>();
        for (const entry of given)
          for (const need of dependenciesOf(entry)) {
            const job = jobOf.get(entry.attr) ?? "";
            expect(users.get(need) ?? job).toBe(job);
            users.set(need, job);
          }
      }),
    );
  });

  /** Of one organization and system, whose jobs are its own; the largest cluster is the largest item. */
  test("the longest job is within 4/3 of the lower bound and the largest item", () => {
    const one = fc.record({
      costs: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 }),
      shared: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 60, maxLength: 60 }),
      maxJobs: fc.integer({ min: 1, max: 30 }),
      targetSeconds: fc.integer({ min: 1, max: 2000 }),
    });
    fc.assert(
      fc.property(one, ({ costs, shared, maxJobs, targetSeconds }) => {
        const given = costs.map((cost, index) => anEntry(String(index), { cost }));
        const dependenciesOf = ({ name }: Entry) => new Set([`/d/${shared[Number(name)]}`]);
        const shards = packShards(given, options({ maxJobs, targetSeconds, dependenciesOf }));
        const clusters = Map.groupBy(costs.entries(), ([index]) => shared[index]);
        const items = [...clusters.values()].map((members) =>
          members.reduce((sum, [, cost]) => sum + cost, 0),
        );
        const total = costs.reduce((sum, cost) => sum + cost, 0);
        const largest = Math.max(...items);
        const bound = Math.max(total / shards.length, largest);
        const longest = Math.max(...shards.map(({ estimate }) => estimate));
        expect(longest).toBeLessThanOrEqual((4 / 3) * bound + largest);
        expect(longest).toBeGreaterThanOrEqual(total / shards.length);
        expect(shards.length).toBeLessThanOrEqual(Math.min(maxJobs, items.length));
      }),
    );
  });
});
