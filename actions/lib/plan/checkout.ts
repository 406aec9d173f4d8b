/** Files of a commit in a folder of their own, for a moment: the repository's index, work tree and worktrees stay as they are. */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { gitCommand } from "../host/git.ts";
import type { Host } from "../host/host.ts";
import type { Base } from "./base.ts";

/** The folder has the name of the repository's own, since a source that is copied to the store is named after it. */
export async function withCheckout<T>(
  { root, commit, directory }: Base,
  { environment, temporary }: Pick<Host, "environment" | "temporary">,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const place = await mkdtemp(join(temporary, "base-"));
  try {
    const git = gitCommand({ ...environment, GIT_INDEX_FILE: join(place, "index") });
    const tree = join(place, "tree", basename(root));
    await mkdir(tree, { recursive: true });
    const read = await git(root, ["read-tree", commit]);
    const written = await git(root, ["checkout-index", "--all", `--prefix=${tree}/`]);
    if (read === undefined || written === undefined)
      throw new Error(`git could not write the files of ${commit} to ${tree}`);
    return await use(join(tree, directory));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
