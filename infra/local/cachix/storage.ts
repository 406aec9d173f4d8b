/** What one cache holds: narinfos and NARs on disk, an index in memory. A narinfo appears only after its NAR is whole. */

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../files.ts";
import type { Account } from "./accounts.ts";
import { chooseVictims, type Kept, pinnedHashes } from "./collector.ts";
import { narFileName, type PathRecord, renderNarInfo } from "./narinfo.ts";
import { readPins } from "./pins.ts";

export type Storage = {
  readonly has: (hashPart: string) => boolean;
  /** Here, or in an upstream. */
  readonly isReachable: (hashPart: string) => boolean;
  /** Of an upstream with the upstream's signature. Undefined when absent, or hidden because its closure is not whole. */
  readonly narInfo: (hashPart: string) => string | undefined;
  readonly narFile: (name: string) => string | undefined;
  /** The NAR is moved in first, then the narinfo. */
  readonly add: (record: PathRecord, narDraft: string) => void;
  readonly usedBytes: () => number;
  /** Drops what was read least recently until the cache is within its limit, as the real server does. */
  readonly collect: () => void;
};

type Item = Kept & { readonly narName: string };

/** `siblings` are the caches of the same server, by name, for `upstreams`. */
export function openStorage(
  account: Account,
  siblings: ReadonlyMap<string, { readonly storage: Storage }> = new Map(),
): Storage {
  const narInfoFile = (hashPart: string) => join(account.folder, "narinfo", `${hashPart}.narinfo`);
  const narPath = (name: string) => join(account.folder, "nar", name);
  const index = new Map(readIndex(account.folder));
  const elsewhere = new Set(account.upstream ?? []);
  const upstreams = () => (account.upstreams ?? []).flatMap((name) => siblings.get(name)?.storage ?? []);
  const isUpstream = (hashPart: string) =>
    elsewhere.has(hashPart) || upstreams().some((storage) => storage.isReachable(hashPart));
  let used = readdirSync(join(account.folder, "nar")).reduce(
    (sum, name) => sum + statSync(narPath(name)).size,
    0,
  );
  const touch = (hashPart: string) => {
    const now = Date.now();
    index.set(hashPart, { ...(index.get(hashPart) as Item), lastReadAt: now });
    utimesSync(narInfoFile(hashPart), now / 1000, now / 1000);
  };
  const drop = (hashPart: string) => {
    const item = index.get(hashPart) as Item;
    index.delete(hashPart);
    rmSync(narInfoFile(hashPart));
    if ([...index.values()].some(({ narName }) => narName === item.narName)) return;
    rmSync(narPath(item.narName));
    used -= item.fileSize;
  };
  return {
    has: (hashPart) => index.has(hashPart),
    isReachable: (hashPart) => index.has(hashPart) || isUpstream(hashPart),
    narInfo: (hashPart) => {
      if (!index.has(hashPart)) return firstOf(upstreams(), (storage) => storage.narInfo(hashPart));
      if (account.requireClosure === true && !hasClosure(hashPart, index, isUpstream)) return undefined;
      touch(hashPart);
      return readFileSync(narInfoFile(hashPart), "utf8");
    },
    narFile: (name) =>
      isNarName(name) && existsSync(narPath(name))
        ? narPath(name)
        : firstOf(upstreams(), (storage) => storage.narFile(name)),
    usedBytes: () => used,
    add: (record, narDraft) => {
      const narName = narFileName(record);
      const target = narPath(narName);
      if (!existsSync(target)) used += record.fileSize;
      renameSync(narDraft, target);
      writeWhole(narInfoFile(record.hashPart), renderNarInfo(record));
      const references = record.references.map(hashOf);
      const { hashPart, fileSize } = record;
      index.set(hashPart, { hashPart, fileSize, references, narName, lastReadAt: Date.now() });
    },
    collect: () => {
      if (account.limitBytes === undefined || used <= account.limitBytes) return;
      const pinned = pinnedHashes(readPins(account), Date.now());
      for (const hashPart of chooseVictims([...index.values()], account.limitBytes, pinned)) drop(hashPart);
    },
  };
}

function firstOf<T, U>(items: readonly T[], find: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Also the guard against names that leave the folder. */
function isNarName(name: string): boolean {
  return /^[0-9a-f]{64}\.nar\.(xz|zst)$/.test(name);
}

function readIndex(folder: string): [string, Item][] {
  return readdirSync(join(folder, "narinfo"))
    .filter((name) => name.endsWith(".narinfo"))
    .map((name) => {
      const file = join(folder, "narinfo", name);
      const text = readFileSync(file, "utf8");
      const field = (key: string) => new RegExp(`^${key}: (.*)$`, "m").exec(text)?.[1] ?? "";
      const hashPart = name.slice(0, 32);
      const item = {
        hashPart,
        fileSize: Number(field("FileSize")),
        references: field("References").split(" ").filter(Boolean).map(hashOf),
        narName: field("URL").slice("nar/".length),
        lastReadAt: statSync(file).mtimeMs,
      };
      return [hashPart, item];
    });
}

function hasClosure(
  start: string,
  index: ReadonlyMap<string, Item>,
  isUpstream: (hashPart: string) => boolean,
): boolean {
  const seen = new Set([start]);
  for (const hashPart of seen) {
    if (isUpstream(hashPart)) continue;
    const item = index.get(hashPart);
    if (item === undefined) return false;
    for (const reference of item.references) seen.add(reference);
  }
  return true;
}

function hashOf(baseName: string): string {
  return baseName.slice(0, 32);
}
