import { rmSync } from "node:fs";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { CacheReference } from "../../../../actions/lib/cache/reference.ts";
import type { QueryPresence } from "../../../../actions/lib/plan/cache-state.ts";
import { type Planned, type PlanRequest, planFlake } from "../../../../actions/lib/plan/plan-flake.ts";
import { noTimings } from "../../../../actions/lib/plan/timings.ts";
import { parsePlanFile } from "../../../../actions/lib/plan-file.ts";
import { refuse, succeed } from "../../../../workflows/problem.ts";
import { aHost } from "../../../support/fake-host.ts";
import { aFlake } from "../../../support/flakes.ts";
import { realNix } from "../../../support/nix.ts";

const nix = realNix();
const folder = aFlake(
  `{
    packages.x86_64-linux = rec {
      tangled-base = make "base" { };
      tangled-app = make "app" { inherit shared; };
      microcosm-one = withMeta { description = "one"; mainProgram = "one"; } (make "one" { inherit shared; });
      microcosm-two = make "two" { outputs = [ "out" "dev" ]; };
      microcosm-broken = withMeta { broken = true; } (make "broken" { });
      shared = make "shared" { };
      thrown = throw "no luck";
    };
    packages.aarch64-darwin.microcosm-one = make "one" { system = "aarch64-darwin"; };
    packages.x86_64-darwin.microcosm-one = make "one" { system = "x86_64-darwin"; };
  }`,
  { "pkgs/microcosm/one/package.nix": "", "pkgs/tangled/app/package.nix": "" },
);
const hosts: { readonly temporary: string }[] = [];
afterAll(() => {
  for (const path of [folder, ...hosts.map(({ temporary }) => temporary)]) rmSync(path, { recursive: true });
});

const cache: CacheReference = { kind: "cachix", text: "mine", name: "mine", host: "http://c" };
const nothingCached: QueryPresence = async () => succeed(new Set());

function plan(overrides: Partial<PlanRequest> = {}, query: QueryPresence = nothingCached): Promise<Planned> {
  const host = aHost({ workspace: folder });
  hosts.push(host);
  const request = {
    flake: ".",
    file: "",
    attributes: ["packages"],
    systems: [],
    runners: new Map<string, string>(),
    caches: [cache],
    token: "",
    knownFailures: {},
    maxJobs: 256,
    targetMinutes: 45,
    timings: noTimings,
    base: "",
  };
  return planFlake({ ...request, ...overrides }, host, { nix, query });
}

const places = ({ plan: { entries, skipped, problems } }: Planned): readonly string[] =>
  [...entries, ...skipped, ...problems].map((row) => String((row as { attr?: string }).attr)).toSorted();

describe("planFlake", () => {
  test("puts every attribute in exactly one place, and is a valid plan file", async () => {
    const planned = await plan();
    expect(places(planned)).toEqual([
      "packages.aarch64-darwin.microcosm-one",
      "packages.x86_64-darwin.microcosm-one",
      "packages.x86_64-linux.microcosm-broken",
      "packages.x86_64-linux.microcosm-one",
      "packages.x86_64-linux.microcosm-two",
      "packages.x86_64-linux.shared",
      "packages.x86_64-linux.tangled-app",
      "packages.x86_64-linux.tangled-base",
      "packages.x86_64-linux.thrown",
    ]);
    expect(parsePlanFile(JSON.stringify(planned.plan), "x")).toEqual({ ok: true, value: planned.plan });
    expect(planned.plan.skipped).toMatchObject([
      { name: "broken", organization: "microcosm", reason: "broken" },
    ]);
    expect(planned.plan.problems).toMatchObject([{ attr: "packages.x86_64-linux.thrown" }]);
  });

  test("has one job per organization and system", async () => {
    const { plan: made, problems } = await plan();
    expect(made.shards.map(({ id, runner, attrs }) => [id, runner, attrs.length])).toEqual([
      ["default-x86_64-linux", "ubuntu-24.04", 1],
      ["microcosm-aarch64-darwin", "macos-15", 1],
      ["microcosm-x86_64-darwin", "macos-15-intel", 1],
      ["microcosm-x86_64-linux", "ubuntu-24.04", 2],
      ["tangled-x86_64-linux", "ubuntu-24.04", 2],
    ]);
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
      ["evaluation-failed", "error"],
      ["unsupported-system", "warning"],
    ]);
  });

  test("is the same twice", async () => {
    expect(await plan()).toEqual(await plan());
  });

  test("skips what the cache has and keeps what the read-back needs", async () => {
    const query: QueryPresence = async (_, paths) =>
      succeed(new Set(paths.filter((path) => /-(one|two|two-dev)$/.test(path))));
    const { plan: made } = await plan({ systems: ["x86_64-linux"] }, query);
    expect(made.skipped.filter(({ reason }) => reason === "cached")).toMatchObject([
      { name: "one", detail: "mine", mainProgram: "one", drvPath: expect.stringMatching(/-one\.drv$/) },
      { name: "two", outputs: { out: expect.any(String), dev: expect.any(String) } },
    ]);
    expect(made.entries.map(({ name }) => name)).toEqual(["shared", "app", "base"]);
  });

  test("asks once for all outputs, and once more for the dependencies of what is to be built", async () => {
    const asked: (readonly string[])[] = [];
    await plan({}, async (_, paths) => {
      asked.push(paths.map((path) => path.slice(44)).toSorted());
      return succeed(new Set());
    });
    expect(asked).toEqual([["app", "base", "one", "one", "one", "shared", "two", "two-dev"], ["shared"]]);
  });

  test("a cache that cannot be asked costs a warning and builds, never a skip", async () => {
    const silent = {
      code: "cache-unreachable",
      severity: "error",
      where: "mine",
      what: "down",
      fix: "x",
    } as const;
    const { plan: made, problems } = await plan({ systems: ["aarch64-darwin"] }, async () => refuse(silent));
    expect(made.entries).toHaveLength(1);
    expect(problems).toMatchObject([{ code: "cache-unreachable", severity: "warning" }]);
  });

  test("no job builds for two systems", async () => {
    const { plan: made, problems } = await plan({ maxJobs: 2 });
    expect(made.shards).toEqual([]);
    expect(problems).toContainEqual(expect.objectContaining({ code: "input-invalid", where: "max-jobs" }));
  });

  test("a flake that is none leaves an empty plan and the problem", async () => {
    const { plan: made, problems } = await plan({ flake: "./nowhere" });
    expect(made).toMatchObject({ entries: [], skipped: [], shards: [], systems: [] });
    expect(problems).toMatchObject([{ code: "flake-unusable", severity: "error" }]);
  });
});
