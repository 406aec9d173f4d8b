/** The verbs that belong to infra/, each in a process of its own: what runs on a runner imports nothing of it. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const programs = { local: "../../infra/local/main.ts", adopt: "../../infra/adopt/main.ts" } as const;

/** Resolves with the program's exit code; SIGINT and SIGTERM reach it. */
export async function runInfra(verb: keyof typeof programs, argv: readonly string[]): Promise<number> {
  const program = fileURLToPath(new URL(programs[verb], import.meta.url));
  const child = spawn(process.execPath, [program, ...argv], { stdio: "inherit" });
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => child.kill(name));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
