/** Runs a bundle as a user that permissions hold for: root gives itself up first, anybody else stays what they are. */

import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./tree.ts";

/** `nobody` of every system we know; it owns nothing. */
const nobody = 65_534;

const giveUp = `data:text/javascript,if(process.getuid()===0){process.setgroups([]);process.setgid(${nobody});process.setuid(${nobody})}`;

export type Unprivileged = { readonly exitCode: number; readonly log: string };

/** The bundle is copied to where everybody may read it: the repository may lie in somebody's home. */
export async function runUnprivileged(
  action: string,
  workspace: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Unprivileged> {
  const folder = mkdtempSync(join(tmpdir(), "unprivileged-"));
  const temporary = join(folder, "temp");
  mkdirSync(temporary);
  chmodSync(folder, 0o755);
  chmodSync(temporary, 0o777);
  const bundle = join(folder, `${action}.mjs`);
  copyFileSync(join(root, "dist", `${action}.mjs`), bundle);
  const env = {
    PATH: process.env["PATH"],
    HOME: temporary,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporary,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
  };
  try {
    return await new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ["--import", giveUp, bundle],
        { cwd: folder, env },
        (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, log: stdout + stderr }),
      );
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
