import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { aClosure } from "../support/closures.ts";
import { realNix } from "../support/nix.ts";
import { peakOfPush } from "../support/push-memory.ts";

/** MiB, everything counted: the program, its heap, its buffers, its compressors. */
const bar = 256;

test("one path of 1 GiB", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-large-"));
  const file = join(folder, "large");
  const descriptor = openSync(file, "w");
  for (let block = 0; block < 1024; block++) writeSync(descriptor, randomBytes(512 * 1024).toString("hex"));
  closeSync(descriptor);
  const path = spawnSync("nix-store", ["--add", file]).stdout.toString().trim();
  try {
    const { mebibytes, pushed } = await peakOfPush(path);
    expect(pushed).toBe("1");
    expect(mebibytes).toBeLessThanOrEqual(bar);
  } finally {
    spawnSync("nix-store", ["--delete", path]);
    rmSync(folder, { recursive: true });
  }
});

test("ten thousand paths, small, middling and of 4 MB", async () => {
  const root = await aClosure(realNix(), { paths: 10_000, seed: "memory" });
  const { mebibytes, pushed } = await peakOfPush(root);
  expect(pushed).toBe("10001");
  expect(mebibytes).toBeLessThanOrEqual(bar);
});
