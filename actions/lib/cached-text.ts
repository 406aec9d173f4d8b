/**
 * A text that the next run is to find, as an entry of the Actions cache. Says why when the cache does not serve; never fails.
 * Whose entries are found is GitHub's rule: a pull request reads those of the default branch, which never reads its.
 */

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "./host/host.ts";

export type CachedText = {
  /** What is kept, in one word: part of the key, and the name of the file in the entry. */
  readonly kind: string;
  /** Part of the key: raised when older entries must not be read any more. */
  readonly edition: number;
  /** Tells entries of one kind apart. */
  readonly name: string;
};

type Found = { readonly key: string; readonly text: string };

/** The newest; undefined when there is none, or none that can be read. */
export async function readCachedText(what: CachedText, host: Host): Promise<Found | undefined> {
  const folder = folderIn(host, what);
  try {
    const { restoreEntry } = await import("./actions-cache.ts");
    await rm(folder, { recursive: true, force: true });
    const key = await restoreEntry(folder, prefixOf(what));
    host.info(
      key === undefined ? `${what.kind}: no entry ${prefixOf(what)}…` : `${what.kind}: read from ${key}`,
    );
    if (key === undefined) return undefined;
    return { key, text: await readFile(join(folder, fileOf(what)), "utf8") };
  } catch (error) {
    host.info(`${what.kind}: the Actions cache does not serve: ${(error as Error).message}`);
    return undefined;
  }
}

/** Under a key of this very run: an entry is never changed. */
export async function writeCachedText(what: CachedText, text: string, host: Host): Promise<void> {
  const folder = folderIn(host, what);
  const { GITHUB_RUN_ID: run = "0", GITHUB_RUN_ATTEMPT: attempt = "1" } = host.environment;
  const key = `${prefixOf(what)}${run}-${attempt}`;
  try {
    const { saveEntry } = await import("./actions-cache.ts");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, fileOf(what)), text);
    const saved = await saveEntry(folder, key);
    host.info(`${what.kind}: ${saved ? `written to ${key}` : `${key} was not taken by the Actions cache`}`);
  } catch (error) {
    host.info(`${what.kind}: the Actions cache does not serve: ${(error as Error).message}`);
  }
}

/** The folder's path is part of an entry's identity: it must be the same in every run. */
function folderIn({ temporary }: Host, { kind }: CachedText): string {
  return join(temporary, kind);
}

function fileOf({ kind }: CachedText): string {
  return `${kind}.json`;
}

/** Keys have at most 512 characters, and no commas. No name holds the `=`, so that none is the beginning of another. */
function prefixOf({ kind, edition, name }: CachedText): string {
  return `nur-ci-${kind}-${edition}-${name.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, 200)}=`;
}
