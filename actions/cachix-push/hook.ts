/**
 * The post-build hook: appends what was built to the spools of the job. It refuses to block or to fail, for Nix's build loop
 * waits for it and ends when it fails; pushing is the drain's work.
 */

import { chmod, mkdir, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeAtomically } from "../lib/atomic-file.ts";
import { quoteShell } from "../lib/nix/attribute-path.ts";
import type { Spool } from "./spool.ts";

/** One hook for all steps of the job, since Nix knows only one; it also runs the one that was set before. */
export async function installHook(folder: string, spool: Spool, previous: string): Promise<string> {
  const spools = join(folder, "spools");
  const hook = join(folder, "post-build-hook");
  await mkdir(spools, { recursive: true });
  // The daemon's root writes through the link, into a file this user made.
  await symlink(spool.built, join(spools, basename(spool.folder)));
  if (previous === hook) return hook;
  await writeAtomically(hook, renderHook(spools, previous));
  await chmod(hook, 0o755);
  return hook;
}

/**
 * POSIX sh. A spool that cannot be written is no matter of the build: it fails in silence, and a hosted runner compares the
 * store at the end all the same. Store paths may hold `?`, so that names must not be expanded. Nix 2.8.0 gives no outputs, only the
 * derivation.
 */
function renderHook(spools: string, previous: string): string {
  return `#!/bin/sh
set -f
set -- $OUT_PATHS
[ $# -gt 0 ] || set -- $DRV_PATH
set +f
for spool in ${quoteShell(spools)}/*; do
  [ -f "$spool" ] && printf '%s\\n' "$@" 2>/dev/null >> "$spool"
done
${previous === "" ? "exit 0" : `exec ${quoteShell(previous)}`}
`;
}
