import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { gitFiles } from "../../../../actions/lib/host/git-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "git-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("lists what is tracked and what would be added, below the folder it is asked for", async () => {
  execFileSync("git", ["init", "-q"], { cwd: folder });
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, ".gitignore"), "*.log\n");
  writeFileSync(join(folder, "sub/new\nline.nix"), "");
  writeFileSync(join(folder, "sub/a.log"), "");
  writeFileSync(join(folder, "top.nix"), "");
  execFileSync("git", ["add", "top.nix"], { cwd: folder });
  expect((await gitFiles(folder, process.env))?.toSorted()).toEqual([
    ".gitignore",
    "sub/new\nline.nix",
    "top.nix",
  ]);
  expect(await gitFiles(join(folder, "sub"), process.env)).toEqual(["new\nline.nix"]);
});

test("says nothing outside a work tree, or without git", async () => {
  expect(await gitFiles(folder, process.env)).toBeUndefined();
  expect(await gitFiles(folder, { PATH: folder })).toBeUndefined();
});
