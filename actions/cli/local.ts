/** The verb `local`: runs the loopback GitHub and Cachix in a process of their own until it is told to stop. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const servers = fileURLToPath(new URL("../../infra/local/main.ts", import.meta.url));

/** Resolves with the exit code of the servers; SIGINT and SIGTERM reach them. */
export async function serveLocal(argv: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [servers, ...argv], { stdio: "inherit" });
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => child.kill(name));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
