/** Questions to git about a repository on this machine. Changes nothing in it; no answer is undefined, never an exception. */

import { execFile } from "node:child_process";
import { withoutSecrets } from "./environment.ts";
import type { Environment } from "./host.ts";

/** Standard output, or undefined when git is not there, `folder` is in no repository, or the answer is no. */
export type Git = (folder: string, args: readonly string[]) => Promise<string | undefined>;

/** Bytes of names: a million paths. */
const longestAnswer = 256 * 1024 * 1024;

export function gitCommand(environment: Environment): Git {
  return (folder, args) =>
    new Promise((resolve) => {
      const options = {
        env: withoutSecrets(environment) as NodeJS.ProcessEnv,
        maxBuffer: longestAnswer,
        encoding: "utf8",
      } as const;
      execFile("git", ["-C", folder, ...args], options, (error, stdout) => {
        resolve(error === null ? stdout : undefined);
      });
    });
}

/** The one line git answers with; undefined when there is none. */
export async function gitLine(
  git: Git,
  folder: string,
  args: readonly string[],
): Promise<string | undefined> {
  return (await git(folder, args))?.replace(/\n$/, "") || undefined;
}
