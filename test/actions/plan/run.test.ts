import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { localSystem } from "../../../actions/lib/nix/local-system.ts";
import type { QueryPresence } from "../../../actions/lib/plan/cache-state.ts";
import { packShards } from "../../../actions/lib/plan/sharding.ts";
import type { Entry } from "../../../actions/lib/plan-file.ts";
import { type PlanFile, parsePlanFile } from "../../../actions/lib/plan-file.ts";
import { renderMatrix } from "../../../actions/plan/matrix.ts";
import { type PlanInputs, run } from "../../../actions/plan/run.ts";
import { succeed } from "../../../workflows/problem.ts";
import { aHost, type FakeHost } from "../../support/fake-host.ts";
import { aFlake, aFolder } from "../../support/flakes.ts";
import { realNix } from "../../support/nix.ts";

const nix = realNix();
const flake = aFlake(
  `{ packages.x86_64-linux = { org-x = make "x" { }; "odd|<name>" = make "odd" { }; }; }`,
  { "pkgs/org/x/package.nix": "" },
);
const used: string[] = [flake];
afterAll(() => {
  for (const folder of used) rmSync(folder, { recursive: true });
});

function host(): FakeHost {
  const made = aHost({ workspace: flake });
  used.push(made.temporary);
  return made;
}

function inputs(overrides: Partial<PlanInputs> = {}): PlanInputs {
  return {
    ...{ flake: ".", file: "", attribute: ["packages"], systems: [], runners: [], cache: [], authToken: "" },
    ...{
      knownFailures: "",
      maxJobs: 256,
      nested: false,
      targetMinutes: 45,
      timings: [],
      history: "",
      base: "",
    },
    ...overrides,
  };
}

describe("the plan action", () => {
  test("writes the plan and gives the matrix, the table and the summary", async () => {
    const world = host();
    const report = await run(inputs(), world, { nix });
    expect(report.problems).toEqual([]);
    expect(report.outputs).toEqual({
      matrix: JSON.stringify({
        include: ["default", "org"].map((organization) => ({
          ...{ shard: `${organization}-x86_64-linux`, organization },
          ...{ system: "x86_64-linux", runner: "ubuntu-24.04" },
        })),
      }),
      groups: expect.stringContaining('"group":"1"'),
      ...{ planFile: join(world.temporary, "plan.json"), changedAttrs: "", builds: "2", skipped: "0" },
    });
    const text = readFileSync(report.outputs.planFile, "utf8");
    expect(parsePlanFile(text, "plan")).toEqual({ ok: true, value: report.json });
    expect(readdirSync(world.temporary)).toEqual(["plan.json"]);
    expect(report.text).toContain('"odd|<name>"');
    expect(report.summary).toContain('"odd\\|&lt;name&gt;"');
  });

  test("asks every cache with the token; all cached is an empty matrix", async () => {
    const asked: string[] = [];
    const query: QueryPresence = async (cache, paths, { token }) => {
      asked.push(`${cache.kind} ${cache.text} ${token}`);
      return succeed(new Set(cache.text.endsWith("/two") ? paths : []));
    };
    const cache = ["one", "cachix+http://127.0.0.1:1/two"];
    const report = await run(inputs({ cache, authToken: "secret" }), host(), { nix, query });
    expect(asked).toEqual(["cachix one secret", "cachix cachix+http://127.0.0.1:1/two secret"]);
    expect(report.outputs).toMatchObject({
      matrix: '{"include":[]}',
      groups: '{"include":[]}',
      builds: "0",
      skipped: "2",
    });
    expect(JSON.stringify(report)).not.toContain("secret");
  });

  test("skips known failures from a file beside the flake", async () => {
    const world = host();
    const first = await run(inputs(), world, { nix });
    const parsed = parsePlanFile(readFileSync(first.outputs.planFile, "utf8"), "plan");
    const drvPath = parsed.ok ? (parsed.value.entries.find(({ name }) => name === "x")?.drvPath ?? "") : "";
    const failure = { class: "builder-failed", explanation: "exit code 1", since: "2026-08-01" };
    writeFileSync(
      join(flake, "failures.json"),
      JSON.stringify({ version: 1, failures: { [drvPath]: failure } }),
    );
    const report = await run(inputs({ knownFailures: "failures.json" }), world, { nix });
    rmSync(join(flake, "failures.json"));
    expect(report.json).toMatchObject({ skipped: [{ name: "x", reason: "known-failing" }] });
    // Not built again, and not green either; the others have their plan.
    expect(report.problems).toMatchObject([{ code: "builder-failed", severity: "error" }]);
    expect(report.outputs.builds).toBe("1");
  });

  test("refuses every bad input at once, and evaluates nothing", async () => {
    const world = host();
    const bad = { systems: ["linux", "x86_64-linux"], cache: ["no cache"], maxJobs: 300 };
    const report = await run(inputs(bad), world, { nix: () => Promise.reject(new Error("ran")) });
    expect(report.problems.map(({ where, what }) => `${JSON.stringify(where)} ${what}`)).toEqual([
      '"systems" "linux" is no system',
      '"max-jobs" 300 is not between 1 and 256',
      '"cache" "no cache" names no cache',
    ]);
    expect(report.outputs).toEqual({
      matrix: '{"include":[]}',
      groups: '{"include":[]}',
      planFile: "",
      changedAttrs: "",
      builds: "0",
      skipped: "0",
    });
    expect(existsSync(join(world.temporary, "plan.json"))).toBe(false);
  });

  test("jobs run on runners of one's own, where these are named", async () => {
    const runners = ["x86_64-linux = big machine", "riscv64-linux=board"];
    const { outputs, problems } = await run(inputs({ runners }), host(), { nix });
    const { include } = JSON.parse(outputs.matrix) as { include: { system: string; runner: string }[] };
    expect(include.map(({ system, runner }) => [system, runner])).toEqual([
      ["x86_64-linux", "big machine"],
      ["x86_64-linux", "big machine"],
    ]);
    expect(problems).toEqual([]);
    const fading = await run(inputs({ runners: ["x86_64-linux=ubuntu-22.04"] }), host(), { nix });
    expect(fading.problems).toMatchObject([
      {
        severity: "warning",
        where: "x86_64-linux",
        what: expect.stringContaining("ubuntu-22.04: deprecated"),
      },
    ]);
  });

  test.each([
    "big-machine",
    "linux=a",
    "x86_64-linux=",
    "x86_64-linux=${{ github.actor }}",
    "x86_64-linux=a,b",
  ])("refuses %j as a runner", async (line) => {
    const never = () => Promise.reject(new Error("ran"));
    const { problems } = await run(inputs({ runners: [line] }), host(), { nix: never });
    expect(problems).toMatchObject([
      { where: "runners", what: `${JSON.stringify(line)} names no system and label` },
    ]);
  });

  test("more than 256 jobs only when they are nested, a target of six hours at most", async () => {
    const refused = async (bad: Partial<PlanInputs>) => {
      const report = await run(inputs(bad), host(), { nix: () => Promise.reject(new Error("ran")) });
      return report.problems.map(({ where, fix }) => `${where}: ${fix}`);
    };
    expect(await refused({ maxJobs: 300, targetMinutes: 0 })).toEqual([
      "max-jobs: write max-jobs: 256 or less, or set nested: true and use the output groups",
      "target-minutes: write target-minutes: 45",
    ]);
    expect(await refused({ maxJobs: 4097, nested: true, targetMinutes: 361 })).toEqual([
      "max-jobs: write max-jobs: 4096 or less",
      "target-minutes: write target-minutes: 45",
    ]);
  });

  test("nested, the groups hold what one matrix cannot, and the matrix is empty text that no job takes for one", async () => {
    const many = aFlake(
      `{ packages.x86_64-linux = builtins.listToAttrs (builtins.genList (n: let name = "p\${toString n}"; in
        { inherit name; value = make name { }; }) 300); }`,
    );
    const world = aHost({ workspace: many });
    used.push(many, world.temporary);
    const report = await run(inputs({ maxJobs: 1000, nested: true, targetMinutes: 1 }), world, { nix });
    expect((report.json as PlanFile).shards).toHaveLength(300);
    expect(report.outputs.matrix).toBe("");
    const groups = JSON.parse(report.outputs.groups) as { include: { matrix: string }[] };
    expect(groups.include.map(({ matrix }) => JSON.parse(matrix).include.length)).toEqual([150, 150]);
  });

  test("earlier results decide how long a job is, the target how it is split", async () => {
    const world = host();
    const first = await run(inputs(), world, { nix });
    const { entries } = first.json as PlanFile;
    const attributes = entries.map(({ meta: _, position: __, ...entry }) => ({
      ...entry,
      state: "built",
      seconds: 100,
    }));
    writeFileSync(
      join(world.temporary, "earlier.json"),
      JSON.stringify({ version: 1, attributes, paths: [] }),
    );
    const timings = [join(world.temporary, "earlier.json"), "absent.json"];
    const report = await run(inputs({ timings, targetMinutes: 1 }), world, { nix });
    expect((report.json as PlanFile).shards.map(({ estimate }) => estimate)).toEqual([100, 100]);
    expect((report.json as PlanFile).entries.map(({ cost }) => cost)).toEqual([100, 100]);
    expect(report.problems).toMatchObject([{ severity: "warning", where: join(flake, "absent.json") }]);
    expect(JSON.parse(report.outputs.groups)).toEqual({
      include: [{ group: "1", matrix: report.outputs.matrix }],
    });
  });

  test("a file and outputs, or a file and a flake, are refused", async () => {
    const bad = { file: "default.nix", flake: "./x", attribute: ["checks"] };
    const report = await run(inputs(bad), host(), { nix: () => Promise.reject(new Error("ran")) });
    expect(report.problems.map(({ where }) => where)).toEqual(["file", "attribute"]);
  });

  test("plans a file that is no flake, and nix-build finds in the plan what to build from", async () => {
    const text = `{ }: { "a.b" = derivation { name = "x"; system = builtins.currentSystem; builder = "/bin/sh"; }; f = x: x; }`;
    const workspace = aFolder({ "sub/default.nix": text });
    const world = aHost({ workspace });
    used.push(workspace, world.temporary);
    const report = await run(inputs({ file: "sub" }), world, { nix });
    expect(report.problems).toEqual([]);
    expect(report.json).toMatchObject({
      ...{ file: "sub/default.nix", skipped: [], problems: [] },
      entries: [{ attr: '"a.b"', name: "a.b", system: localSystem() }],
      shards: [{ attrs: ['"a.b"'] }],
    });
    expect(report.text).toContain(localSystem());
  });

  test("a flake that is none is one problem and no file", async () => {
    const world = host();
    const report = await run(inputs({ flake: "./nowhere" }), world, { nix });
    expect(report.problems).toMatchObject([{ code: "flake-unusable", severity: "error" }]);
    expect(readdirSync(world.temporary)).toEqual([]);
  });
});

test("the matrix of five thousand packages stays within a job's outputs", () => {
  const entries = Array.from({ length: 5000 }, (_, index): Entry => {
    const organization = `organization-${index % 300}`;
    const [name, system] = [`package-${index}`, index % 2 === 0 ? "x86_64-linux" : "aarch64-darwin"];
    const attr = `packages.${system}.${organization}-${name}`;
    return { ...{ attr, organization, name, system, drvPath: attr, outputs: {}, meta: {} } };
  });
  const limits = {
    maxJobs: 256,
    targetSeconds: 600,
    costOf: () => 100,
    dependenciesOf: () => new Set<string>(),
  };
  const shards = packShards(entries, limits);
  expect(shards.length).toBeLessThanOrEqual(256);
  expect(shards.flatMap(({ attrs }) => attrs)).toHaveLength(5000);
  // A value of the environment may have 128 KiB, an output of a job 1 MiB.
  expect(Buffer.byteLength(renderMatrix(shards))).toBeLessThan(128 * 1024);
});
