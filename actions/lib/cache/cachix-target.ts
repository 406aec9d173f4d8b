/** A Cachix, spoken to by our own client: the settings it publishes decide who may push and which key fits. */

import { type Outcome, succeed } from "../../../workflows/problem.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { parseStorePath } from "../nix/store-path.ts";
import type { CacheAccess } from "./access.ts";
import { type CacheFacts, createPin, getCache } from "./protocol.ts";
import { openSending } from "./push-paths.ts";
import { findMissing } from "./query.ts";
import { httpSource, type ReadSource } from "./read-source.ts";
import type { CacheReference } from "./reference.ts";
import { checkPublished, parsePublicKey, parseSigningKey, type SigningKey, signFacts } from "./signing.ts";
import type { Target, TargetRequest, TargetWorld } from "./target.ts";
import { readBack } from "./verify.ts";

/** Problems: cache-unreachable, cache-refused, cache-missing, signing-key. */
export async function openCachix(
  { cache, token, signingKey }: TargetRequest<CacheReference>,
  { http, signal, nar, wait, random }: TargetWorld,
): Promise<Outcome<Target>> {
  const access: CacheAccess = { cache, token, http, signal };
  const facts = await getCache(access);
  if (!facts.ok) return facts;
  const key = fittingKey(signingKey, facts.value);
  if (!key.ok) return key;
  const sign = (info: PathInfo) => (key.value === undefined ? null : signFacts(key.value, info));
  const source = cachixSource(access, facts.value);
  return succeed({
    readOnly: facts.value.permission === "Read" ? "the token may only read" : undefined,
    findMissing: (infos) => findMissingPaths(access, infos),
    openSending: (onDone) => openSending(access, { ...nar, sign, onDone, random }),
    pin: (storePath, name, keep) => createPin(access, { name, storePath, keep }),
    readBack: (infos, depth) => readBack(infos, { source, depth, wait, signal }),
  });
}

/** As users read it: without a token when the cache is public. */
export function cachixSource({ token, http, signal }: CacheAccess, facts: CacheFacts): ReadSource {
  const keys = facts.publicSigningKeys.map(parsePublicKey).filter((key) => key !== undefined);
  const source = httpSource({ base: facts.uri, token: facts.isPublic ? "" : token, keys }, http, signal);
  return { ...source, reader: facts.isPublic ? "anonymous readers" : "the token" };
}

/** Undefined for none. Problem: signing-key, when it is none of the cache's. */
export function fittingKey(signingKey: string, facts: CacheFacts): Outcome<SigningKey | undefined> {
  if (signingKey === "") return succeed(undefined);
  const key = parseSigningKey(signingKey);
  return key.ok ? checkPublished(key.value, facts.publicSigningKeys) : key;
}

async function findMissingPaths(
  access: CacheAccess,
  infos: readonly PathInfo[],
): Promise<Outcome<ReadonlySet<string>>> {
  const byHash = new Map(infos.map(({ path }) => [parseStorePath(path)?.hashPart ?? "", path]));
  const missing = await findMissing(access, [...byHash.keys()]);
  if (!missing.ok) return missing;
  return succeed(new Set([...missing.value].map((hashPart) => byHash.get(hashPart) ?? "")));
}
