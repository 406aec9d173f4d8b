/** The bundle that ships pushes one closure into a loopback Cachix: how it went, and how much memory it took at most. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aCachix } from "./cachix.ts";
import { readPeak, tellingPeak } from "./peak-memory.ts";
import { runStep } from "./runner.ts";

export async function peakOfPush(
  root: string,
): Promise<{ readonly mebibytes: number; readonly pushed: string | undefined; readonly log: string }> {
  const server = await aCachix();
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-peak-"));
  const peakFile = join(folder, "peak");
  const step = await runStep({
    action: "cachix-push",
    workspace: folder,
    inputs: { cache: server.cache.reference, "auth-token": server.cache.token, paths: root },
    environment: { ...tellingPeak(peakFile), NIX_REMOTE: process.env["NIX_REMOTE"] },
  });
  try {
    return { mebibytes: readPeak(peakFile), pushed: step.outputs["pushed"], log: step.log };
  } finally {
    step.dispose();
    rmSync(folder, { recursive: true });
    await server.dispose();
  }
}
