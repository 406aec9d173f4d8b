/** The files git knows or would add: what is ignored is not among them. It changes nothing in the repository. */

import { gitCommand } from "./git.ts";
import type { Environment } from "./host.ts";

/** Paths relative to `folder`; undefined when it is in no work tree, or git is not there. */
export async function gitFiles(
  folder: string,
  environment: Environment,
): Promise<readonly string[] | undefined> {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const listed = await gitCommand(environment)(folder, args);
  return listed === undefined ? undefined : [...new Set(listed.split("\0").filter((name) => name !== ""))];
}
