import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { installHook } from "../../../actions/cachix-push/hook.ts";
import { type Spool, spoolAt } from "../../../actions/cachix-push/spool.ts";

/** The hook as Nix runs it: a real shell, the environment of the documentation. */

let folder: string;
let spool: Spool;

beforeEach(() => {
  // A quote and a blank: what a path may hold.
  folder = mkdtempSync(join(tmpdir(), "nur-ci it's a hook-"));
  spool = aSpool("one");
});
afterEach(() => rmSync(folder, { recursive: true }));

function aSpool(name: string): Spool {
  const made = spoolAt(join(folder, name));
  mkdirSync(made.folder);
  writeFileSync(made.built, "");
  return made;
}

function run(hook: string, variables: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(hook, [], { env: variables, cwd: "/", encoding: "utf8" });
  return { status, said: stdout + stderr };
}

const quiet = { status: 0, said: "" };
const outPaths = "/nix/store/a-1 /nix/store/b-?*[x]";

describe("the hook", () => {
  test("writes one line an output, names as they are, into every spool of the job", async () => {
    const hook = await installHook(folder, spool, "");
    const second = aSpool("two");
    expect(await installHook(folder, second, hook)).toBe(hook);
    expect(run(hook, { OUT_PATHS: outPaths, DRV_PATH: "/nix/store/d.drv" })).toEqual(quiet);
    expect(run(hook, { OUT_PATHS: "/nix/store/c" })).toEqual(quiet);
    for (const { built } of [spool, second])
      expect(readFileSync(built, "utf8")).toBe("/nix/store/a-1\n/nix/store/b-?*[x]\n/nix/store/c\n");
  });

  test("names the derivation where Nix names no outputs, as 2.8.0 does", async () => {
    const hook = await installHook(folder, spool, "");
    expect(run(hook, { OUT_PATHS: "", DRV_PATH: "/nix/store/d.drv" })).toEqual(quiet);
    expect(readFileSync(spool.built, "utf8")).toBe("/nix/store/d.drv\n");
  });

  test("neither fails nor says anything when it cannot write", async () => {
    const hook = await installHook(folder, spool, "");
    rmSync(spool.built);
    expect(run(hook, { OUT_PATHS: outPaths })).toEqual(quiet);
    mkdirSync(spool.built);
    expect(run(hook, { OUT_PATHS: outPaths })).toEqual(quiet);
    rmSync(spool.built, { recursive: true });
    execFileSync("ln", ["-s", "/dev/full", spool.built]);
    expect(run(hook, { OUT_PATHS: outPaths })).toEqual(quiet);
    execFileSync("rm", ["-r", join(folder, "spools")]);
    expect(run(hook, { OUT_PATHS: outPaths })).toEqual(quiet);
  });

  test("then becomes the user's own hook, whose end is its own affair", async () => {
    const own = join(folder, "own hook");
    writeFileSync(own, '#!/bin/sh\necho "own $OUT_PATHS"\nexit 7\n');
    chmodSync(own, 0o755);
    const hook = await installHook(folder, spool, own);
    expect(run(hook, { OUT_PATHS: "/nix/store/a" })).toEqual({ status: 7, said: "own /nix/store/a\n" });
    expect(readFileSync(spool.built, "utf8")).toBe("/nix/store/a\n");
  });
});
