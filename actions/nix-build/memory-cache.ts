/** Known failures as an entry of the Actions cache. Says why when the cache does not serve; never fails a build. */

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "../lib/host/host.ts";
import { type KnownFailures, parseKnownFailures, renderKnownFailures } from "../lib/known-failures.ts";

/** Part of the key: raised when older entries must not be read any more. */
const edition = "nur-ci-known-failures-1";

/** An empty memory when there is none, or none that can be read. */
export async function readCachedFailures(name: string, host: Host): Promise<KnownFailures> {
  const folder = folderIn(host);
  try {
    const { restoreEntry } = await import("../lib/actions-cache.ts");
    await rm(folder, { recursive: true, force: true });
    const key = await restoreEntry(folder, prefixOf(name));
    host.info(key === undefined ? `memory: no entry ${prefixOf(name)}…` : `memory: read from ${key}`);
    if (key === undefined) return {};
    const file = join(folder, "known-failures.json");
    const known = parseKnownFailures(await readFile(file, "utf8"), key);
    if (known.ok) return known.value;
    host.info(`memory: ${known.problems[0]?.what}`);
  } catch (error) {
    host.info(`memory: the Actions cache does not serve: ${(error as Error).message}`);
  }
  return {};
}

type Change = { readonly before: KnownFailures; readonly after: KnownFailures };

/** An entry that would say the same again is not written. */
export async function writeCachedFailures(
  name: string,
  { before, after }: Change,
  host: Host,
): Promise<void> {
  const text = renderKnownFailures(after);
  if (text === renderKnownFailures(before)) return;
  const folder = folderIn(host);
  const { GITHUB_RUN_ID: run = "0", GITHUB_RUN_ATTEMPT: attempt = "1" } = host.environment;
  const key = `${prefixOf(name)}${run}-${attempt}`;
  try {
    const { saveEntry } = await import("../lib/actions-cache.ts");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "known-failures.json"), text);
    const saved = await saveEntry(folder, key);
    host.info(saved ? `memory: written to ${key}` : `memory: ${key} was not taken by the Actions cache`);
  } catch (error) {
    host.info(`memory: the Actions cache does not serve: ${(error as Error).message}`);
  }
}

/** The folder's path is part of an entry's identity: it must be the same in every run. */
function folderIn({ temporary }: Host): string {
  return join(temporary, "known-failures");
}

/** Keys have at most 512 characters, and no commas. No name holds the `=`, so that none is the beginning of another. */
function prefixOf(name: string): string {
  return `${edition}-${name.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, 200)}=`;
}
