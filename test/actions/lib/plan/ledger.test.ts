import { describe, expect, test } from "@jest/globals";
import type { DerivedAttribute, WithheldAttribute } from "../../../../actions/lib/nix/evaluation.ts";
import type { Flake } from "../../../../actions/lib/nix/flake.ts";
import { decide, type Knowledge } from "../../../../actions/lib/plan/ledger.ts";
import { noTimings } from "../../../../actions/lib/plan/timings.ts";
import { fc } from "../../../support/property.ts";

function aDerived(name: string, overrides: Partial<DerivedAttribute> = {}): DerivedAttribute {
  const system = overrides.system ?? "x86_64-linux";
  const attr = `packages.${system}.${name}`;
  return { attr, system, name, drvPath: `/d/${name}`, outputs: { out: `/o/${name}` }, ...overrides };
}

const flake: Flake = {
  reference: { text: "./nur", url: "git+file:///repository?dir=nur", local: true },
  ...{ url: "git+file:///repository?dir=nur", sourcePath: "/nix/store/source", directory: "nur" },
  ...{ root: "/repository", workspace: "/repository" },
};

function evaluated(derived: readonly DerivedAttribute[], withheld: readonly WithheldAttribute[] = []) {
  return { flake, derived, withheld };
}

function knowing(
  held: Readonly<Record<string, readonly string[]>>,
  rest: Partial<Knowledge> = {},
): Knowledge {
  const cacheState = { holders: (path: string) => held[path] ?? [], problems: [] };
  return { organizations: ["org"], cacheState, knownFailures: {}, timings: noTimings, ...rest };
}

const failing = { class: "builder-failed", explanation: "exit code 1", since: "2026-08-01" } as const;

describe("decide", () => {
  test("builds what no cache has", () => {
    const attribute = aDerived("org-x", {
      position: { file: "x.nix", line: 1 },
      description: "d",
      mainProgram: "m",
    });
    expect(decide(evaluated([attribute]), knowing({}))).toEqual({
      entries: [
        {
          ...{ attr: "packages.x86_64-linux.org-x", organization: "org", name: "x", system: "x86_64-linux" },
          ...{ drvPath: "/d/org-x", outputs: { out: "/o/org-x" }, position: { file: "x.nix", line: 1 } },
          meta: { description: "d", mainProgram: "m" },
        },
      ],
      skipped: [],
      problems: [],
    });
  });

  test("skips as cached what has every output in a cache, with what the read-back needs", () => {
    const attribute = aDerived("x", { outputs: { out: "/o/1", dev: "/o/2" }, mainProgram: "m" });
    const decided = decide(evaluated([attribute]), knowing({ "/o/1": ["a"], "/o/2": ["a", "b"] }));
    expect(decided.skipped).toMatchObject([
      {
        reason: "cached",
        detail: "a, b",
        drvPath: "/d/x",
        outputs: { out: "/o/1", dev: "/o/2" },
        mainProgram: "m",
      },
    ]);
  });

  test.each([
    ["an output is missing", aDerived("x", { outputs: { out: "/o/1", dev: "/o/2" } })],
    ["the outputs are not known", aDerived("x", { outputs: {} })],
  ])("builds when %s", (_, attribute) => {
    expect(decide(evaluated([attribute]), knowing({ "/o/1": ["a"] })).entries).toHaveLength(1);
  });

  test("a known failure is skipped by derivation, unless a cache has it", () => {
    const knownFailures = { "/d/x": failing, "/d/y": failing };
    const derived = [aDerived("x"), aDerived("y"), aDerived("z")];
    const decided = decide(evaluated(derived), knowing({ "/o/y": ["a"] }, { knownFailures }));
    expect(decided.skipped).toMatchObject([
      { name: "x", reason: "known-failing", detail: "builder-failed since 2026-08-01: exit code 1" },
      { name: "y", reason: "cached" },
    ]);
    expect(decided.entries).toMatchObject([{ name: "z" }]);
  });

  test("a known failure is a failure still, until a person accepts it", () => {
    const knownFailures = {
      ...{ "/d/x": failing, "/d/w": { ...failing, rootCause: "/d/x" } },
      "/d/y": { ...failing, accepted: "waits for Go 1.27" },
    };
    const derived = [aDerived("w"), aDerived("x"), aDerived("y")];
    const decided = decide(evaluated(derived), knowing({}, { knownFailures }));
    expect(decided.problems).toEqual([
      {
        ...{ code: "builder-failed", severity: "error", where: "packages.x86_64-linux.x" },
        what: "exit code 1; also fails packages.x86_64-linux.w; still failing since 2026-08-01, not built again",
        fix: expect.stringContaining('"accepted"'),
      },
    ]);
    expect(decided.skipped).toMatchObject([
      { name: "w", reason: "known-failing" },
      { name: "x", reason: "known-failing" },
      {
        name: "y",
        reason: "known-failing",
        detail: expect.stringMatching(/^accepted: waits for Go 1.27 \(/),
      },
    ]);
  });

  test("a known failure is told where its attribute is written, as a file below the workspace", () => {
    const knownFailures = { "/d/x": failing };
    const attribute = aDerived("x", { position: { file: "pkgs/x.nix", line: 3, column: 5 } });
    const whereIn = (of: Flake) =>
      decide({ ...evaluated([attribute]), flake: of }, knowing({}, { knownFailures })).problems.map(
        ({ where }) => where,
      );
    expect(whereIn(flake)).toEqual([{ file: "nur/pkgs/x.nix", line: 3, column: 5 }]);
    const { root: _, ...remote } = flake;
    expect(whereIn(remote)).toEqual(["packages.x86_64-linux.x"]);
  });

  test("a change that leaves a known failure alone is not to blame for it", () => {
    const unchanged = { commit: "c0ffee", derivations: new Set(["/d/x"]) };
    const knownFailures = { "/d/x": failing };
    const decided = decide(evaluated([aDerived("x")]), knowing({}, { knownFailures, unchanged }));
    expect(decided).toMatchObject({ problems: [], skipped: [{ reason: "unchanged" }] });
  });

  test("a system without a runner cannot be built", () => {
    const decided = decide(evaluated([aDerived("x", { system: "riscv64-linux" })]), knowing({}));
    expect(decided).toMatchObject({ entries: [], skipped: [{ reason: "unsupported" }] });
    const runners = new Map([["riscv64-linux", "board"]]);
    const own = decide(evaluated([aDerived("x", { system: "riscv64-linux" })]), knowing({}, { runners }));
    expect(own).toMatchObject({ entries: [{ name: "x" }], skipped: [] });
  });

  test("every attribute is in exactly one place", () => {
    const withheld = fc.record({
      name: fc.string(),
      reason: fc.constantFrom(
        "broken" as const,
        "unfree" as const,
        "insecure" as const,
        "unsupported" as const,
      ),
    });
    const derived = fc.record({
      name: fc.string(),
      system: fc.constantFrom("x86_64-linux", "aarch64-darwin", "riscv64-linux"),
      outputs: fc.dictionary(fc.constantFrom("out", "dev"), fc.constantFrom("/o/1", "/o/2", "/o/3")),
      drvPath: fc.constantFrom("/d/1", "/d/2", "/d/3"),
    });
    fc.assert(
      fc.property(fc.array(derived), fc.array(withheld), (some, others) => {
        const evaluation = evaluated(
          some.map((one, index): DerivedAttribute => ({ ...one, attr: `d${index}` })),
          others.map((one, index): WithheldAttribute => ({ ...one, attr: `w${index}`, system: "s" })),
        );
        const known = knowing({ "/o/1": ["a"], "/o/2": ["b"] }, { knownFailures: { "/d/1": failing } });
        const { entries, skipped } = decide(evaluation, known);
        const placed = [...entries, ...skipped].map(({ attr }) => attr);
        const given = [...evaluation.derived, ...evaluation.withheld].map(({ attr }) => attr);
        expect(placed.toSorted()).toEqual(given.toSorted());
      }),
    );
  });
});
