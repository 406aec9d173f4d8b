/** The files git knows or would add: what is ignored is not among them. It changes nothing in the repository. */

import { execa } from "execa";
import type { Environment } from "./host.ts";

/** Paths relative to `folder`; undefined when it is in no work tree, or git is not there. */
export async function gitFiles(
  folder: string,
  environment: Environment,
): Promise<readonly string[] | undefined> {
  const args = ["-C", folder, "ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const listed = await execa("git", args, {
    env: { ...environment },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
    maxBuffer: 256 * 1024 * 1024,
  });
  if (listed.exitCode !== 0) return undefined;
  return [...new Set(listed.stdout.split("\0").filter((name) => name !== ""))];
}
