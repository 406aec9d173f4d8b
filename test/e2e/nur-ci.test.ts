import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { localSystem } from "../../actions/lib/nix/local-system.ts";
import { nixEnvironment } from "../support/nix.ts";
import { root } from "../support/tree.ts";

const folder = mkdtempSync(join(tmpdir(), "nur-ci-cli-"));
const main = join(root, "actions/cli/main.ts");
const sample = `path:${join(root, "examples/sample-nur")}`;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function nurCi(...args: readonly string[]) {
  return execa(process.execPath, [main, ...args], {
    cwd: folder,
    env: { ...nixEnvironment(), CACHIX_AUTH_TOKEN: "" },
    reject: false,
    stdin: "ignore",
  });
}

describe("bad usage is exit 2, on standard error, with the usage line", () => {
  test.each([
    [["frobnicate"], '"frobnicate" is no verb', "nur-ci guard|plan|build|push|report|run|workflows|local"],
    [["plan", "--frobnicate"], "unknown option '--frobnicate'", "nur-ci plan [--flake VALUE]"],
    [["guard", "--fail-on", "nothing"], '"nothing" is none of error, warning', "set fail-on"],
    [["push", "/nix/store/x"], "is required", "set cache"],
    [["plan", "stray"], "unexpected argument 'stray'", "nur-ci plan"],
    [["local", "--github-port", "http"], '"http" is not a port', "fix:"],
    [["workflows", "--frobnicate"], "--frobnicate", "fix:"],
  ])("%j", async (args, what, fix) => {
    const done = await nurCi(...args);
    expect(done).toMatchObject({ exitCode: 2, stdout: "" });
    expect(done.stderr.toLowerCase()).toContain(what.toLowerCase());
    expect(done.stderr).toContain(fix);
  });

  test("no verb at all lists the verbs", async () => {
    expect(await nurCi()).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("guard"),
    });
  });
});

describe("help is exit 0, on standard output", () => {
  test.each([[["--help"]], [["plan", "--help"]], [["push", "-h"]]])("%j", async (args) => {
    expect(await nurCi(...args)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("nur-ci") });
  });
});

describe("results", () => {
  test("--json prints one JSON document and nothing else", async () => {
    const done = await nurCi("plan", "--flake", sample, "--systems", localSystem(), "--json");
    expect(done.exitCode).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ version: 1, systems: [localSystem()] });
  });

  test("a package that does not build is exit 1 with its class, and the others are built", async () => {
    const done = await nurCi("build", "--flake", sample, "harbor-wreck", "lantern-nsid");
    expect(done.exitCode).toBe(1);
    expect(done.stderr).toContain("error[builder-failed]");
    expect(done.stdout).toMatch(/lantern-nsid +(built|substituted)/);
  });

  test("an attribute that does not exist is quoted", async () => {
    const done = await nurCi("build", "--flake", sample, "no-such");
    expect(done).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/error\[attribute-missing\].*no-such/s),
    });
  });

  test("a cache that cannot be reached is named", async () => {
    const done = await nurCi(
      "plan",
      "--flake",
      sample,
      "--systems",
      localSystem(),
      "--cache",
      "cachix+http://127.0.0.1:1/gone",
    );
    expect(done.stderr).toMatch(/warning\[cache-unreachable\].*"gone"/);
  }, 150_000);

  test("run without a cache uses the embedded one", async () => {
    const done = await nurCi("run", "--flake", sample);
    expect(done.exitCode).toBe(1);
    expect(done.stdout).toMatch(/lantern-nsid +(built|substituted) +pushed/);
    expect(done.stdout).toMatch(/harbor-wreck +failed +builder-failed/);
  }, 120_000);
});

test("local prints one JSON line when ready, and stops when told", async () => {
  const child = spawn(process.execPath, [main, "local", "--state", join(folder, "local")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await new Promise<string>((resolve) =>
    child.stdout.once("data", (data) => resolve(String(data))),
  );
  const ready = JSON.parse(line);
  const info = await fetch(`${ready.cachix.caches[0].readUrl}/nix-cache-info`);
  expect(await info.text()).toContain("StoreDir: /nix/store");
  child.kill("SIGTERM");
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
}, 60_000);
