/** What the store held when the job began, so that its end can tell what came since. Names only; nothing is opened. */

import { readdir, readFile, writeFile } from "node:fs/promises";
import { parseBaseName, storeDirectory } from "../lib/nix/store-path.ts";

/** What builds leave beside their outputs. */
const notAnOutput = /\.(drv|lock|chroot|check)$/;

export async function takeSnapshot(file: string): Promise<void> {
  await writeFile(file, (await listStore()).join("\n"));
}

/** Store paths, derivations left out, that were not there at the snapshot; valid or not. None when the snapshot is lost. */
export async function findNew(file: string): Promise<readonly string[]> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return [];
  const before = new Set(text.split("\n"));
  const names = (await listStore()).filter((name) => !before.has(name));
  return names.map((name) => `${storeDirectory}/${name}`);
}

async function listStore(): Promise<readonly string[]> {
  const names = await readdir(storeDirectory).catch(() => []);
  return names.filter((name) => parseBaseName(name) !== undefined && !notAnOutput.test(name));
}
