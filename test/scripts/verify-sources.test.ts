import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { root } from "../support/tree.ts";

const folder = mkdtempSync(join(tmpdir(), "verify-sources-test-"));
const repository = join(folder, "thing");
let rev = "";
let hash = "";

const run = (program: string, args: readonly string[], cwd = folder) => {
  const done = spawnSync(program, args, { cwd, encoding: "utf8" });
  return { status: done.status, stdout: done.stdout.trim() };
};

const identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"];

function sources(entries: object): string {
  const pkgs = mkdtempSync(join(folder, "pkgs-"));
  mkdirSync(join(pkgs, "acme"));
  writeFileSync(join(pkgs, "acme/sources.json"), JSON.stringify(entries));
  return pkgs;
}

const verify = (entries: object) =>
  run(process.execPath, [
    join(root, "scripts/verify-sources.ts"),
    sources(entries),
    join(repository, ".git"),
  ]);

beforeAll(() => {
  mkdirSync(join(repository, "src"), { recursive: true });
  writeFileSync(join(repository, "src/run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  writeFileSync(join(repository, "left-out"), "not in an archive\n");
  writeFileSync(join(repository, ".gitattributes"), "left-out export-ignore\n.gitattributes export-ignore\n");
  run("git", ["init", "--quiet", repository]);
  run("git", ["add", "."], repository);
  run("git", [...identity, "commit", "--quiet", "--message", "all"], repository);
  run("git", ["tag", "v1"], repository);
  rev = run("git", ["rev-parse", "HEAD"], repository).stdout;

  const wanted = join(folder, "wanted");
  mkdirSync(join(wanted, "src"), { recursive: true });
  writeFileSync(join(wanted, "src/run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  const digest = run("nix-hash", ["--type", "sha256", wanted]).stdout;
  hash = `sha256-${Buffer.from(digest, "hex").toString("base64")}`;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("verify-sources", () => {
  test("confirms what a forge's archive of the revision, or of the tag, holds", () => {
    const { status, stdout } = verify({ thing: { rev, hash }, "thing-by-tag": { tag: "v1", hash } });
    expect([status, stdout.split("\n").at(-1)]).toEqual([0, "1 confirmed, 1 not at hand"]);
    expect(verify({ thing: { tag: "v1", hash } }).stdout).toContain("confirmed    acme/thing");
  });

  test("ends with 1 for a hash that is another's, and gives the right one", () => {
    const other = `sha256-${Buffer.alloc(32, 1).toString("base64")}`;
    const { status, stdout } = verify({ thing: { rev, hash: other } });
    expect([status, stdout]).toEqual([
      1,
      expect.stringContaining(`different    acme/thing: ${other} is recorded, ${hash} it is`),
    ]);
  });

  test("claims nothing of what is not there, or has no hash", () => {
    const { status, stdout } = verify({
      far: { rev: "0".repeat(40), hash },
      unknown: { rev: null, hash: null },
    });
    expect([status, stdout.split("\n")]).toEqual([0, ["not at hand  acme/far", "1 not at hand"]]);
  });

  test("says how it is called", () => {
    expect(run(process.execPath, [join(root, "scripts/verify-sources.ts")]).status).toBe(2);
  });
});
