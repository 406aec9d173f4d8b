import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { pipeline, runPipeline } from "../../actions/cli/pipeline.ts";
import { parseInputs } from "../../actions/lib/inputs.ts";
import { nixCommand } from "../../actions/lib/nix/command.ts";
import { programsOf, readBack, runPrograms, wantedPaths } from "../../scripts/read-back.ts";
import { aCachix, type TestCachix } from "../support/cachix.ts";
import { aHost } from "../support/fake-host.ts";
import { nixEnvironment } from "../support/nix.ts";
import { root } from "../support/tree.ts";

const folders: string[] = [];
const servers: TestCachix[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.dispose()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A copy of the sample with one file changed. */
function aSample(file?: string, change: (text: string) => string = (text) => text): string {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-sample-"));
  folders.push(folder);
  cpSync(join(root, "examples/sample-nur"), folder, { recursive: true });
  if (file !== undefined) writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));
  return folder;
}

async function aCache(): Promise<TestCachix> {
  const server = await aCachix();
  servers.push(server);
  return server;
}

function runOn(sample: string, server: TestCachix, given: Readonly<Record<string, string>> = {}) {
  const host = aHost({ workspace: sample, environment: nixEnvironment() });
  const values: Readonly<Record<string, string>> = {
    flake: `path:${sample}`,
    cache: server.cache.reference,
    "auth-token": server.cache.token,
    ...given,
  };
  const inputs = parseInputs(pipeline, (name) => values[name] ?? "");
  if (!inputs.ok) throw new Error(JSON.stringify(inputs.problems));
  return runPipeline(inputs.value, host);
}

function statesOf(result: Awaited<ReturnType<typeof runPipeline>>): Readonly<Record<string, string>> {
  return Object.fromEntries(result.ledger.map(({ attr, state }) => [attr.split(".").at(-1) ?? attr, state]));
}

describe("the pipeline on the sample", () => {
  test("a placeholder hash stops the road at its line, before Nix has read a thing", async () => {
    const sample = aSample("pkgs/lantern/nsid/package.nix", (text) => `${text}\n# end\n`);
    appendFileSync(join(sample, "pkgs/lantern/rkey/package.nix"), "");
    writeFileSync(
      join(sample, "pkgs/lantern/nsid/extra.nix"),
      '{ lib, fetchurl }:\nfetchurl {\n  url = "https://example.org/a-1.0.tar.gz";\n  hash = lib.fakeHash;\n}\n',
    );
    const result = await runOn(sample, await aCache());
    expect(result.stages.map(({ stage }) => stage)).toEqual(["guard"]);
    expect(result.problems).toMatchObject([
      { code: "hash-placeholder", where: { file: "pkgs/lantern/nsid/extra.nix", line: 4 } },
    ]);
  });

  test("a broken source turns only its package red, with its class and its file", async () => {
    const sample = aSample("pkgs/lantern/rkey/rkey.rb", (text) => `${text}\ndef unfinished(\n`);
    const result = await runOn(sample, await aCache());
    const states = statesOf(result);
    expect(
      Object.keys(states)
        .filter((name) => states[name] === "failed")
        .toSorted(),
    ).toEqual(["harbor-wreck", "lantern-rkey"]);
    expect(result.problems.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual([
      "builder-failed",
      "builder-failed",
    ]);
    expect(result.problems.map(({ where }) => (typeof where === "string" ? where : where.file))).toContain(
      "pkgs/lantern/rkey/package.nix",
    );
  }, 120_000);

  test("a cache that is down is named together with the policy, and what was built stays built", async () => {
    const server = await aCache();
    await server.close();
    const result = await runOn(aSample(), server, { policy: "warn" });
    const said = result.problems.filter(({ code }) => code === "cache-unreachable");
    expect(said.length).toBeGreaterThan(0);
    expect(said.every(({ severity }) => severity === "warning")).toBe(true);
    expect(said.map(({ what, fix }) => `${what} ${fix}`).join("\n")).toMatch(/house.*\n?.*policy/s);
    expect(Object.values(statesOf(result))).toContain("failed");
  }, 180_000);

  test("what was pushed comes back through real Nix with the right key only, and runs", async () => {
    const server = await aCache();
    const result = await runOn(aSample(), server);
    const environment = nixEnvironment();
    const nix = nixCommand(environment);
    const store = mkdtempSync(join(tmpdir(), "nur-ci-store-"));
    folders.push(store);
    const request = {
      store,
      substituter: server.cache.readUrl,
      storePaths: wantedPaths(result),
      environment,
    };
    const other = `house-1:${Buffer.alloc(32, 7).toString("base64")}`;
    expect(await readBack({ ...request, publicKey: other }, nix)).toMatch(/^error: /);
    expect(await readBack({ ...request, publicKey: server.cache.publicKey }, nix)).toBeUndefined();
    const runs = await runPrograms(store, programsOf(result));
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
  }, 120_000);
});
