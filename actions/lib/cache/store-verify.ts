/** Reads a store back after `nix copy`: by ourselves where it is a folder or a web server, through Nix elsewhere. */

import type { PathInfo } from "../nix/path-info.ts";
import { chunkArguments } from "../nix/store.ts";
import { findMissingIn, type Store } from "./store.ts";
import { type ReadBack, type ReadDepth, readBack } from "./verify.ts";

export function readBackStore(
  store: Store,
  infos: readonly PathInfo[],
  depth: ReadDepth,
): Promise<ReadonlyMap<string, ReadBack>> {
  const { source, wait, signal } = store;
  if (source !== undefined) return readBack(infos, { source, depth, wait, signal });
  return readByNix(store, infos, depth);
}

async function readByNix(
  store: Store,
  infos: readonly PathInfo[],
  depth: ReadDepth,
): Promise<ReadonlyMap<string, ReadBack>> {
  const missing = await findMissingIn(store, infos);
  const broken = depth === "full" ? await findBroken(store, infos) : new Map<string, string>();
  return new Map(
    infos.map(({ path }): [string, ReadBack] => {
      if (!missing.ok) return [path, { state: "unreadable", reason: missing.problems[0]?.what ?? "" }];
      if (missing.value.has(path))
        return [path, { state: "unreadable", reason: "the store does not have it" }];
      const reason = broken.get(path);
      return [path, reason === undefined ? { state: "readable" } : { state: "unreadable", reason }];
    }),
  );
}

/** Nix downloads and hashes; its lines name the paths that are wrong. */
async function findBroken(store: Store, infos: readonly PathInfo[]): Promise<ReadonlyMap<string, string>> {
  const broken = new Map<string, string>();
  for (const chunk of chunkArguments(infos.map(({ path }) => path))) {
    const args = ["store", "verify", "--store", store.url, ...store.settings, "--no-trust", ...chunk];
    const { environment, signal } = store;
    const done = await store.nix("nix", args, { environment, signal });
    const complaints = done.stderr.split("\n").filter((line) => !line.startsWith("checking "));
    for (const line of done.exitCode === 0 ? [] : complaints)
      for (const path of chunk) if (line.includes(path)) broken.set(path, line.trim());
  }
  return broken;
}
