/** What one cache holds: narinfos and NARs on disk, an index in memory. A narinfo appears only after its NAR is whole. */

import { existsSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../files.ts";
import type { Account } from "./accounts.ts";
import { narFileName, type PathRecord, renderNarInfo } from "./narinfo.ts";

export type Storage = {
  readonly has: (hashPart: string) => boolean;
  /** Here, or in an upstream. */
  readonly isReachable: (hashPart: string) => boolean;
  /** Undefined when absent, or hidden because its closure is not whole. */
  readonly narInfo: (hashPart: string) => string | undefined;
  readonly narFile: (name: string) => string | undefined;
  /** The NAR is moved in first, then the narinfo. */
  readonly add: (record: PathRecord, narDraft: string) => void;
  readonly usedBytes: () => number;
};

export function openStorage(account: Account): Storage {
  const narInfoFile = (hashPart: string) => join(account.folder, "narinfo", `${hashPart}.narinfo`);
  const narPath = (name: string) => join(account.folder, "nar", name);
  const index = new Map(readIndex(account.folder));
  const upstream = new Set(account.upstream ?? []);
  let used = readdirSync(join(account.folder, "nar")).reduce(
    (sum, name) => sum + statSync(narPath(name)).size,
    0,
  );
  return {
    has: (hashPart) => index.has(hashPart),
    isReachable: (hashPart) => index.has(hashPart) || upstream.has(hashPart),
    narInfo: (hashPart) => {
      if (!index.has(hashPart)) return undefined;
      if (account.requireClosure === true && !hasClosure(hashPart, index, upstream)) return undefined;
      return readFileSync(narInfoFile(hashPart), "utf8");
    },
    narFile: (name) => (isNarName(name) && existsSync(narPath(name)) ? narPath(name) : undefined),
    usedBytes: () => used,
    add: (record, narDraft) => {
      const target = narPath(narFileName(record));
      if (!existsSync(target)) used += record.fileSize;
      renameSync(narDraft, target);
      writeWhole(narInfoFile(record.hashPart), renderNarInfo(record));
      index.set(record.hashPart, record.references.map(hashOf));
    },
  };
}

/** Also the guard against names that leave the folder. */
function isNarName(name: string): boolean {
  return /^[0-9a-f]{64}\.nar\.(xz|zst)$/.test(name);
}

function readIndex(folder: string): [string, readonly string[]][] {
  return readdirSync(join(folder, "narinfo"))
    .filter((name) => name.endsWith(".narinfo"))
    .map((name) => {
      const text = readFileSync(join(folder, "narinfo", name), "utf8");
      const references = /^References: (.*)$/m.exec(text)?.[1] ?? "";
      return [name.slice(0, 32), references.split(" ").filter(Boolean).map(hashOf)];
    });
}

function hasClosure(
  start: string,
  index: ReadonlyMap<string, readonly string[]>,
  upstream: ReadonlySet<string>,
): boolean {
  const seen = new Set([start]);
  for (const hashPart of seen) {
    if (upstream.has(hashPart)) continue;
    const references = index.get(hashPart);
    if (references === undefined) return false;
    for (const reference of references) seen.add(reference);
  }
  return true;
}

function hashOf(baseName: string): string {
  return baseName.slice(0, 32);
}
