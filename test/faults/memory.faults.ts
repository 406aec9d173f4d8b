import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { aClosure } from "../support/closures.ts";
import { realNix } from "../support/nix.ts";
import { peakOfPush } from "../support/push-memory.ts";

/** MiB, everything counted: the program, its heap, its buffers, its compressors. */
const bar = 256;

const folder = mkdtempSync(join(tmpdir(), "nur-ci-large-"));
const added: string[] = [];
afterAll(() => {
  for (const path of added) spawnSync("nix-store", ["--delete", path]);
  rmSync(folder, { recursive: true });
});

/** In hex: compressing halves it. */
function aLargePath(mebibytes: number): string {
  const file = join(folder, `large-${added.length}`);
  const descriptor = openSync(file, "w");
  for (let block = 0; block < mebibytes; block++)
    writeSync(descriptor, randomBytes(512 * 1024).toString("hex"));
  closeSync(descriptor);
  const path = spawnSync("nix-store", ["--add", file]).stdout.toString().trim();
  rmSync(file);
  added.push(path);
  return path;
}

test("one path of 1 GiB", async () => {
  const { mebibytes, pushed } = await peakOfPush(aLargePath(1024));
  expect(pushed).toBe("1");
  expect(mebibytes).toBeLessThanOrEqual(bar);
});

test("three of 300 MiB, two of them at once and each on several threads, beside two thousand small ones", async () => {
  const small = await aClosure(realNix(), { paths: 2000, bytes: 30_000, seed: "beside" });
  const roots = [...[1, 2, 3].map(() => aLargePath(300)), small];
  const { mebibytes, pushed } = await peakOfPush(roots.join("\n"));
  expect(pushed).toBe("2004");
  expect(mebibytes).toBeLessThanOrEqual(bar);
});

test("ten thousand paths, small, middling and of 4 MB", async () => {
  const root = await aClosure(realNix(), { paths: 10_000, seed: "memory" });
  const { mebibytes, pushed } = await peakOfPush(root);
  expect(pushed).toBe("10001");
  expect(mebibytes).toBeLessThanOrEqual(bar);
});
