import { expect, test } from "@jest/globals";
import { aClosure } from "../support/closures.ts";
import { realNix } from "../support/nix.ts";
import { peakOfPush } from "../support/push-memory.ts";

test("a thousand small paths are pushed within 256 MiB, everything counted", async () => {
  const root = await aClosure(realNix(), { paths: 1000, bytes: 30_000, seed: "memory" });
  const { mebibytes, pushed } = await peakOfPush(root);
  expect(pushed).toBe("1001");
  expect(mebibytes).toBeLessThanOrEqual(256);
}, 240_000);
