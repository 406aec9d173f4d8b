/**
 * Settings for the Nix of all later steps, in a file of their own that NIX_USER_CONF_FILES names first. Every file of the user
 * stays as it is and stays in force: only what this file sets is added to, or set over, theirs.
 */

import { homedir } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../lib/atomic-file.ts";
import type { Environment, Job } from "../lib/host/host.ts";

export async function addNixConf(
  lines: readonly string[],
  file: string,
  { environment, job }: { readonly environment: Environment; readonly job: Job },
): Promise<void> {
  await writeAtomically(file, lines.map((line) => `${line}\n`).join(""));
  job.export("NIX_USER_CONF_FILES", [file, ...userFiles(environment)].join(":"));
}

/** Those Nix reads when nobody names any: nix.conf(5). */
export function userFiles(environment: Environment): readonly string[] {
  const named = environment["NIX_USER_CONF_FILES"];
  if (named) return named.split(":");
  const own = environment["XDG_CONFIG_HOME"] || join(environment["HOME"] || homedir(), ".config");
  const shared = (environment["XDG_CONFIG_DIRS"] || "/etc/xdg").split(":");
  return [own, ...shared].map((folder) => join(folder, "nix/nix.conf"));
}
