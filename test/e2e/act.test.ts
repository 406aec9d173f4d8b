import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import { parseSpec, type Spec } from "../../workflows/spec.ts";
import { sampleSpec } from "../../workflows/specs.ts";
import { type ActResult, aRepository, type Repository, runAct } from "../support/act.ts";
import { anActionsCacheService } from "../support/actions-cache-service.ts";
import { aCachix, type TestCachix } from "../support/cachix.ts";
import { nixEnvironment } from "../support/nix.ts";
import { describeIf, hasTool } from "../support/tools.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** The sample with this cache, as its CI is rendered. */
function specFor(cache: TestCachix, overrides: object): Spec {
  const parsed = parseSpec({
    ...sampleSpec,
    packages: {
      ...sampleSpec.packages,
      cache: { name: cache.cache.reference },
      flakeCheck: false,
      ...overrides,
    },
  });
  if (!parsed.ok) throw new Error("no spec", { cause: parsed.problems });
  return parsed.value;
}

/** A pull request with this change, on top of a sample in which every package builds. */
async function runCi(
  change: (repository: Repository) => void,
  overrides: object = {},
): Promise<{ result: ActResult; cache: TestCachix }> {
  const cache = await aCachix();
  const repository = aRepository(specFor(cache, overrides));
  cleanups.push(() => cache.dispose(), repository.dispose);
  repository.remove(wreck);
  repository.commit();
  change(repository);
  const result = await runAct(repository, {
    event: "pull_request",
    workflow: "ci",
    secrets: { CACHIX_AUTH_TOKEN: cache.cache.token },
    environment: nixEnvironment(),
  });
  return { result, cache };
}

/** Store paths that the log calls pushed. */
function pushedPaths({ log }: ActResult): readonly string[] {
  return [...log.matchAll(/^pushed +(\/nix\/store\/[^ ]+)/gm)].map(([, path = ""]) => path);
}

async function isReadable(cache: TestCachix, path: string): Promise<boolean> {
  const [hash = ""] = path.replace("/nix/store/", "").split("-");
  return (await fetch(`${cache.cache.readUrl}/${hash}.narinfo`)).ok;
}

/** Broken on purpose. */
const wreck = "examples/sample-nur/pkgs/harbor/wreck";
const program = "examples/sample-nur/pkgs/lantern/rkey/rkey.rb";
const placeholder = `{ fetchurl, lib }:
fetchurl {
  url = "https://example.org/a-1.0.tar.gz";
  hash = lib.fakeHash;
}
`;
const describeWithAct = describeIf(hasTool("act", "the generated ci.yml, run by act"));

describeWithAct("what a run of the default branch leaves for the next", () => {
  test("is how long its builds took, where the plan of the next looks; a pull request leaves nothing", async () => {
    const service = await anActionsCacheService();
    const cache = await aCachix();
    const repository = aRepository(specFor(cache, {}));
    cleanups.push(service.close, () => cache.dispose(), repository.dispose);
    repository.remove(wreck);
    const runOn = (event: string, run: number) =>
      runAct(repository, {
        ...{ event, workflow: "ci", secrets: { CACHIX_AUTH_TOKEN: cache.cache.token } },
        environment: { ...nixEnvironment(), ...service.environment, GITHUB_RUN_ID: String(run) },
      });
    const told = ({ log }: ActResult) => log.split("\n").filter((line) => line.startsWith("build-times: "));

    repository.append(program, `\n# ${randomUUID()}\n`);
    const pushed = await runOn("push", 1);
    expect(pushed.jobs).toMatchObject({
      Gate: "success",
      "Report, and keep how long builds take": "success",
    });
    const [key = ""] = service.keys().filter((name) => name.startsWith("nur-ci-build-times-1-main="));
    expect(told(pushed)).toContain(`build-times: written to ${key}`);

    repository.append(program, `\n# ${randomUUID()}\n`);
    const pulled = await runOn("pull_request", 2);
    // act gives every job a temporary folder of its own, which is part of an entry's identity: the name alone is the same.
    expect(told(pulled)).toEqual([`build-times: no entry ${key.replace("1-1", "")}…`]);
    expect(Object.keys(pulled.jobs)).not.toContain("Report, and keep how long builds take");
  }, 300_000);
});

describeWithAct("the generated ci.yml", () => {
  test("ends green when every package builds, and all of them are in the cache", async () => {
    const { result, cache } = await runCi((repository) => repository.append(program, "\n# A change.\n"));
    expect(result.jobs).toEqual({
      "Guard hashes and sources": "success",
      "Plan what to build": "success",
      "Guard what changed, evaluated": "success",
      "Build harbor-x86_64-linux": "success",
      "Build lantern-x86_64-linux": "success",
      Gate: "success",
    });
    expect(result.exitCode).toBe(0);
    const paths = pushedPaths(result);
    expect(paths).toHaveLength(4);
    for (const path of paths) expect([path, await isReadable(cache, path)]).toEqual([path, true]);
    expect(result.log).not.toContain(cache.cache.token);
  }, 300_000);

  test("ends red when a package is broken, and the others are pushed all the same", async () => {
    const { result } = await runCi((repository) => repository.append(program, "\ndef unfinished(\n"));
    expect(result.jobs).toMatchObject({
      "Guard what changed, evaluated": "success",
      "Build harbor-x86_64-linux": "success",
      "Build lantern-x86_64-linux": "failure",
      Gate: "failure",
    });
    expect(result.exitCode).not.toBe(0);
    expect(result.log).toContain("builder-failed");
    expect(pushedPaths(result)).toHaveLength(3);
  }, 300_000);

  test("with a matrix of matrices, builds and pushes the same in the called workflow", async () => {
    const { result } = await runCi(() => undefined, { nested: true });
    expect(Object.values(result.jobs)).not.toContain("failure");
    expect(result.exitCode).toBe(0);
    expect(pushedPaths(result)).toHaveLength(4);
    expect(result.log).toContain("build: success");
  }, 300_000);

  test("ends red at the guard, and nothing is planned", async () => {
    const file = "examples/sample-nur/pkgs/lantern/nsid/extra.nix";
    const { result } = await runCi((repository) => repository.write(file, placeholder));
    expect(result.jobs).toEqual({ "Guard hashes and sources": "failure", Gate: "failure" });
    expect(result.exitCode).not.toBe(0);
  }, 300_000);
});
