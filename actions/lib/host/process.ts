/** Processes that outlive the step which started them. Secrets go by standard input, never by arguments or environment. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { withoutSecrets } from "./environment.ts";
import type { Environment } from "./host.ts";

/** The argument that makes an action its own background. */
export const backgroundArgument = "background";

/** Runs this very program again, in a process group of its own, and hands it the message. Its id. */
export async function detach(environment: Environment, message: string, log: string): Promise<number> {
  const output = openSync(log, "a", 0o600);
  try {
    const child = spawn(process.execPath, [resolve(process.argv[1] ?? ""), backgroundArgument], {
      detached: true,
      // The workspace goes with the job, and a process whose folder is gone can start no other.
      cwd: dirname(log),
      stdio: ["pipe", output, output],
      env: withoutSecrets(environment) as NodeJS.ProcessEnv,
    });
    await once(child, "spawn");
    await new Promise<void>((done, fail) => {
      child.stdin?.once("error", fail).end(message, done);
    });
    child.unref();
    return child.pid ?? 0;
  } finally {
    closeSync(output);
  }
}

/** False for one that has ended and that nobody has asked for: the first process of a container seldom does. */
export function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0) && !isZombie(id);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function isZombie(id: number): boolean {
  try {
    // `id (name) state …`, and the name may hold anything.
    return /\) Z [^)]*$/.test(readFileSync(`/proc/${id}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Asks it to end: it keeps what is done. */
export function interrupt(id: number): void {
  try {
    process.kill(id, "SIGTERM");
  } catch {
    // It has ended already, which is all that was wanted.
  }
}
