/**
 * Entries of the Actions cache, by GitHub's own client. Of 2 MB, and therefore a bundle of its own: import it lazily, only
 * when an entry is really wanted.
 */

import { restoreCache, saveCache } from "@actions/cache";

/** Puts the newest entry whose key starts with `prefix` where it was saved from; its key, or undefined when there is none. */
export async function restoreEntry(folder: string, prefix: string): Promise<string | undefined> {
  // No entry has the prefix itself as its key.
  return restoreCache([folder], prefix, [prefix]);
}

/** False when an entry of that key is there already, or the cache may not be written. */
export async function saveEntry(folder: string, key: string): Promise<boolean> {
  return (await saveCache([folder], key)) >= 0;
}
