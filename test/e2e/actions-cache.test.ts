import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { localSystem } from "../../actions/lib/nix/local-system.ts";
import type { PlanFile } from "../../actions/lib/plan-file.ts";
import { type ActionsCacheService, anActionsCacheService } from "../support/actions-cache-service.ts";
import { nixEnvironment } from "../support/nix.ts";
import { runStep, type StepResult } from "../support/runner.ts";

/** The committed bundles remember failures and durations through GitHub's own client, which speaks to a loopback service on the real wire. */

let folder: string;
let temporary: string;
let service: ActionsCacheService;
let runs = 0;
const results: StepResult[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-workspace-"));
  // The folder's path is part of an entry's identity.
  temporary = mkdtempSync(join(tmpdir(), "nur-ci-temp-"));
  service = await anActionsCacheService();
});
afterEach(async () => {
  await service.close();
  for (const result of results.splice(0)) result.dispose();
  for (const path of [folder, temporary]) rmSync(path, { recursive: true, force: true });
});

const salt = randomUUID();

async function build(script: string, inputs: Record<string, string> = {}): Promise<StepResult> {
  const system = localSystem();
  writeFileSync(
    join(folder, "flake.nix"),
    `{ outputs = _: { packages.${system}.moody = derivation {
      name = "moody"; system = "${system}"; salt = "${salt}-${folder}"; builder = "/bin/sh"; args = [ "-c" ${JSON.stringify(script)} ];
    }; }; }`,
  );
  const { NIX_CONFIG, XDG_CACHE_HOME } = nixEnvironment();
  const result = await runStep({
    action: "nix-build",
    workspace: folder,
    inputs: {
      flake: `path:${folder}`,
      attrs: "moody",
      memory: "actions-cache",
      "known-failures": "main, or so",
      ...inputs,
    },
    environment: {
      ...{ NIX_CONFIG, XDG_CACHE_HOME, ...service.environment },
      ...{ RUNNER_TEMP: temporary, GITHUB_RUN_ID: String(++runs), GITHUB_SHA: `commit${runs}` },
    },
  });
  results.push(result);
  return result;
}

const told = (result: StepResult) => result.annotations.map(({ message }) => message).join("\n");

test("what fails for good is not built again, until it is mended", async () => {
  const first = runs + 1;
  const broken = "echo broken; exit 3";

  const new_ = await build(broken);
  expect(told(new_)).toContain("; newly broken");
  expect(service.keys()).toEqual([`nur-ci-known-failures-1-main__or_so=${first}-1`]);

  const known = await build(broken);
  expect(known.exitCode).toBe(1);
  expect(known.log).toContain(`known-failures: read from nur-ci-known-failures-1-main__or_so=${first}-1`);
  expect(told(known)).toContain(`; still failing since commit${first}, not built again`);
  // The memory has not changed: there is nothing to write.
  expect(service.keys()).toHaveLength(1);

  const asked = await build(broken, { "retry-known": "true" });
  expect(told(asked)).toMatch(new RegExp(`; still failing since commit${first}$`, "m"));

  const mended = await build("echo > $out");
  expect(mended).toMatchObject({ exitCode: 0, outputs: { built: "1" } });
  expect(mended.summary).toContain(`mended: had failed since commit${first}`);
  expect(service.keys()).toHaveLength(2);

  expect(told(await build("exit 4"))).toContain("; newly broken");
}, 120_000);

test("a cache that refuses costs no more than the memory", async () => {
  service.serving = false;
  const result = await build("exit 3");
  expect(result.outputs).toMatchObject({ failed: "1" });
  expect(result.annotations.filter(({ level }) => level === "error")).toHaveLength(1);
  expect(service.keys()).toEqual([]);
}, 60_000);

test("one that another job has written is left as it is", async () => {
  await build("exit 3");
  runs--;
  const second = await build("exit 4", { "retry-known": "true" });
  expect(second.log).toMatch(/known-failures: .* was not taken by the Actions cache/);
  expect(service.keys()).toHaveLength(1);
}, 60_000);

describe("how long builds take", () => {
  const system = localSystem();
  const salted = (seconds: Record<string, number>) =>
    JSON.stringify({
      version: 1,
      attributes: Object.entries(seconds).map(([name, value]) => ({
        ...{ attr: `packages.${system}.${name}`, organization: "default", name, system, state: "built" },
        ...{ drvPath: `/nix/store/earlier-${name}.drv`, outputs: {}, seconds: value },
      })),
      paths: [],
    });

  async function step(action: string, inputs: Record<string, string>): Promise<StepResult> {
    const { NIX_CONFIG, XDG_CACHE_HOME } = nixEnvironment();
    const environment = {
      ...{ NIX_CONFIG, XDG_CACHE_HOME, ...service.environment },
      ...{ RUNNER_TEMP: temporary, GITHUB_RUN_ID: String(++runs) },
    };
    const result = await runStep({ action, workspace: folder, inputs, environment });
    results.push(result);
    return result;
  }

  /** The shards of a plan of three attributes that nothing is known of but what the cache tells. */
  async function plan(): Promise<{ readonly shards: readonly string[][]; readonly log: string }> {
    const names = ["one", "two", "three"].map(
      (name) => `${name} = derivation { name = "${name}"; system = "${system}"; builder = "/bin/sh"; };`,
    );
    writeFileSync(
      join(folder, "flake.nix"),
      `{ outputs = _: { packages.${system} = { ${names.join(" ")} }; }; }`,
    );
    const planned = await step("plan", { flake: `path:${folder}`, history: "main" });
    expect(planned.exitCode).toBe(0);
    const file = JSON.parse(readFileSync(planned.outputs["plan-file"] ?? "", "utf8")) as PlanFile;
    const shards = file.shards.map(({ attrs }) => attrs.map((attr) => attr.split(".")[2] ?? ""));
    return { shards, log: planned.log };
  }

  async function report(seconds: Record<string, number>): Promise<StepResult> {
    mkdirSync(join(folder, "results/results-x"), { recursive: true });
    writeFileSync(join(folder, "results/results-x/results.json"), salted(seconds));
    return step("report", { results: "results", history: "main" });
  }

  test("is kept by the report of one run, and packs the jobs of the next", async () => {
    const first = await plan();
    expect(first.log).toContain("build-times: no entry nur-ci-build-times-1-main=…");
    expect(first.shards).toEqual([["one", "three", "two"]]);

    const reported = await report({ one: 2400, two: 2500, three: 100 });
    expect(reported).toMatchObject({ exitCode: 0, outputs: { built: "3", seconds: "5000" } });
    const key = `nur-ci-build-times-1-main=${runs}-1`;
    expect(service.keys()).toEqual([key]);

    const second = await plan();
    expect(second.log).toContain(`build-times: read from ${key}`);
    expect(second.shards).toEqual([["one", "three"], ["two"]]);

    // A later run builds one of them only: the others are not forgotten.
    await report({ one: 10 });
    expect((await plan()).shards).toEqual([["one", "three", "two"]]);
    await report({ one: 2400 });
    expect((await plan()).shards).toEqual([["one", "three"], ["two"]]);
  }, 120_000);

  test("costs nothing but the history when the cache refuses, or holds what is none", async () => {
    service.serving = false;
    expect((await report({ one: 2400, two: 2500 })).exitCode).toBe(0);
    expect((await plan()).shards).toHaveLength(1);
    service.serving = true;
    await report({ one: -1, two: 2500 });
    expect(service.keys()).toHaveLength(1);
    const wrong = await plan();
    expect(wrong.log).toMatch(/build-times: nur-ci-build-times-1-main=\d+-1 cannot be read/);
    expect(wrong.shards).toHaveLength(1);
  }, 120_000);
});
