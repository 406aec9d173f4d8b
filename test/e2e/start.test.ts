import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { localSystem } from "../../actions/lib/nix/local-system.ts";
import { pathWithout } from "../support/tools.ts";
import { root } from "../support/tree.ts";

const state = mkdtempSync(join(tmpdir(), "nur-ci-start-"));

/** Here the pipeline runs in this process only; from the loopback GitHub by act: test/e2e/landed.test.ts. */
const pathWithoutAct = pathWithout("act", mkdtempSync(join(tmpdir(), "nur-ci-bin-")));

async function start(...args: readonly string[]) {
  const began = performance.now();
  const done = await execa(process.execPath, ["scripts/start.ts", "--state", state, ...args], {
    cwd: root,
    reject: false,
    stdin: "ignore",
    env: { PATH: pathWithoutAct },
  });
  return { ...done, seconds: (performance.now() - began) / 1000 };
}

/** The cells of the row that starts with `attribute` in the table of packages. */
function rowOf(stdout: string, attribute: string): readonly string[] {
  const line = stdout
    .split("\n")
    .find((candidate) => candidate.startsWith(`packages.${localSystem()}.${attribute} `));
  return (line ?? "").split(/ {2,}/);
}

afterAll(() => rmSync(state, { recursive: true, force: true }));

describe("npm start", () => {
  let first: Awaited<ReturnType<typeof start>>;
  let second: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => {
    first = await start();
    second = await start();
  }, 240_000);

  test("behaves, although a package of the sample is broken", () => {
    const unwell = [first, second].filter(({ exitCode }) => exitCode !== 0);
    expect(unwell.map(({ stderr }) => stderr)).toEqual([]);
    expect(first.stderr).not.toContain("    at ");
  });

  test("shows what Pulumi owns, with the derived required check and without the token", () => {
    const tokens: { cachix: Record<string, string> } = JSON.parse(
      readFileSync(join(state, "tokens.json"), "utf8"),
    );
    expect(first.stdout).toMatch(/ruleset .*requires the check "Gate"/);
    expect(first.stdout).toMatch(/secret +CACHIX_AUTH_TOKEN +\*+/);
    expect(first.stdout + first.stderr).not.toContain(tokens.cachix["sample"]);
  });

  test("says of every attribute what became of it, and why", () => {
    for (const name of ["harbor-handle", "harbor-tid", "lantern-nsid", "lantern-rkey"])
      expect(rowOf(first.stdout, name).slice(1, 3)).toEqual([
        expect.stringMatching(/^(built|substituted)$/),
        "pushed",
      ]);
    expect(rowOf(first.stdout, "harbor-wreck").slice(1, 2)).toEqual(["failed"]);
    expect(rowOf(first.stdout, "harbor-wreck").at(-1)).toMatch(/^builder-failed: /);
    expect(rowOf(first.stdout, "lantern-fogged").at(-1)).toMatch(/^broken/);
    expect(rowOf(first.stdout, "lantern-foundry").at(-1)).toMatch(/^unsupported/);
  });

  test("reads the four programs back into an empty store and runs them there", () => {
    expect(first.stdout).toContain("4 paths fetched into an empty store, signatures required");
    for (const name of ["harbor-handle", "harbor-tid", "lantern-nsid", "lantern-rkey"])
      expect(first.stdout).toMatch(new RegExp(`${name} +0 +${name} \\d`));
  });

  test("builds nothing the second time: everything is cached or known to fail", () => {
    expect(second.stdout).toMatch(/^7 skipped \(cached, broken, unsupported, known-failing\)$/m);
    expect(second.stdout).not.toMatch(/ (built|substituted|failed) /);
  });

  test("says in one line why CI is not run from the loopback GitHub", () => {
    expect(first.stderr).toMatch(/^CI is not run from the loopback GitHub: .+$/m);
  });

  test("leaves the rendered workflows where it says", () => {
    const path = /^.*\.github\/workflows\/ci\.yml$/m.exec(
      first.stdout.split("Rendered workflows")[1] ?? "",
    )?.[0];
    expect(readFileSync(join(root, path ?? ""), "utf8")).toMatch(/^# /);
  });
});

describe("npm start, used wrongly", () => {
  test("an unknown option is bad usage", async () => {
    const done = await start("--frobnicate");
    expect(done.exitCode).toBe(2);
    expect(done.stderr).toMatch(/--frobnicate.*\n {2}fix: npm start -- /);
  });

  test("a folder that is no flake is quoted, with the mend and no stack", async () => {
    const empty = mkdtempSync(join(tmpdir(), "nur-ci-empty-"));
    const done = await start("--flake", `path:${empty}`);
    rmSync(empty, { recursive: true });
    expect(done.exitCode).toBe(1);
    expect(done.stderr).toContain(empty);
    expect(done.stderr).toMatch(/error\[flake-unusable\].*\n {2}fix: /);
    expect(done.stderr).not.toContain("    at ");
  }, 60_000);
});
