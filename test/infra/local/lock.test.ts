import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { lockFolder } from "../../../infra/local/lock.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The number of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ["--eval", ""]).pid;
}

test("is held by one, and free when it is released", () => {
  const first = lockFolder(folder);
  expect(lockFolder(folder)).toMatchObject({
    ok: false,
    problems: [{ code: "state-locked", where: folder }],
  });
  if (first.ok) first.value.release();
  expect(lockFolder(folder).ok).toBe(true);
});

test.each([
  ["a process that has ended", () => `${deadProcess()} unknown`],
  ["another process that had our number", () => `${process.pid} 1`],
  ["nobody, because the disk was full", () => ""],
])("of %s means nothing", (_, owner) => {
  writeFileSync(join(folder, "lock"), owner());
  expect(lockFolder(folder).ok).toBe(true);
  expect(readdirSync(folder)).toEqual(["lock"]);
  expect(readFileSync(join(folder, "lock"), "utf8")).toMatch(new RegExp(`^${process.pid} `));
});

test("what a later owner wrote is not removed by an earlier one", () => {
  const first = lockFolder(folder);
  writeFileSync(join(folder, "lock"), "1 unknown");
  if (first.ok) first.value.release();
  expect(readdirSync(folder)).toEqual(["lock"]);
});
