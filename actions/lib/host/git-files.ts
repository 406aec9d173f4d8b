/** The files git knows or would add: what is ignored is not among them. It changes nothing in the repository. */

import { execFile } from "node:child_process";
import type { Environment } from "./host.ts";

/** Bytes of names: a million paths. */
const longestList = 256 * 1024 * 1024;

/** Paths relative to `folder`; undefined when it is in no work tree, or git is not there. */
export function gitFiles(folder: string, environment: Environment): Promise<readonly string[] | undefined> {
  const args = ["-C", folder, "ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const options = { env: { ...environment }, maxBuffer: longestList, encoding: "utf8" } as const;
  return new Promise((resolve) => {
    execFile("git", args, options, (error, stdout) => {
      resolve(error === null ? [...new Set(stdout.split("\0").filter((name) => name !== ""))] : undefined);
    });
  });
}
