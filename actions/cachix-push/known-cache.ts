/** Caches the job is to read from: address, keys, who may read, as they say themselves. Writes nothing. */

import type { Problem } from "../../workflows/problem.ts";
import { type HttpSettings, openHttp } from "../lib/cache/http.ts";
import { type CacheFacts, getCache } from "../lib/cache/protocol.ts";
import { parseCacheReference, type StoreReference } from "../lib/cache/reference.ts";
import { parseSigningKey } from "../lib/cache/signing.ts";

export type KnownCache = {
  /** As the user wrote it. */
  readonly text: string;
  /** What Nix is given as substituter. */
  readonly url: string;
  readonly keys: readonly string[];
  /** Nobody reads it without the token. */
  readonly isPrivate: boolean;
};

type Asker = {
  /** With the host it is for: it goes to no other, and only to a cache that shows itself to nobody without one. */
  readonly token: string;
  readonly host: string;
  readonly signal: AbortSignal;
  readonly http?: Partial<HttpSettings>;
};

export function cachixAsKnown(text: string, facts: CacheFacts): KnownCache {
  return { text, url: facts.uri, keys: facts.publicSigningKeys, isPrivate: !facts.isPublic };
}

/** A store Nix can substitute from; undefined for one it would have to log in to. Its key is ours, where we have one. */
export function storeAsKnown(
  { text }: StoreReference,
  secrets: { readonly token: string; readonly signingKey: string },
): KnownCache | undefined {
  if (!/^(https?|s3|file):/.test(text)) return undefined;
  const key = secrets.signingKey === "" ? undefined : parseSigningKey(secrets.signingKey);
  const isNamed = key?.ok && key.value.name !== undefined;
  return {
    text,
    url: text,
    keys: isNamed ? [`${key.value.name}:${key.value.publicKey}`] : [],
    isPrivate: /^https?:/.test(text) && secrets.token !== "",
  };
}

/** Those of the names (commas between them, too) that answer; a warning for each other one. */
export async function findCaches(
  names: readonly string[],
  asker: Asker,
): Promise<{ readonly caches: readonly KnownCache[]; readonly problems: readonly Problem[] }> {
  const texts = names.flatMap((line) => line.split(",")).map((name) => name.trim());
  const asked = await Promise.all(texts.filter((text) => text !== "").map((text) => ask(text, asker)));
  return {
    caches: asked.flatMap((answer) => ("url" in answer ? [answer] : [])),
    problems: asked.flatMap((answer) => ("url" in answer ? [] : answer)),
  };
}

async function ask(text: string, asker: Asker): Promise<KnownCache | readonly Problem[]> {
  const cache = parseCacheReference(text);
  if (!cache.ok) return cache.problems;
  const { token, signal } = asker;
  const access = { cache: cache.value, token: "", signal, http: openHttp(asker.http) };
  const open = await getCache(access);
  const isClosed = !open.ok && open.problems[0]?.code === "cache-refused";
  const mayTry = isClosed && token !== "" && cache.value.host === asker.host;
  const facts = mayTry ? await getCache({ ...access, token }) : open;
  return facts.ok ? cachixAsKnown(text, facts.value) : facts.problems.map(asUnread);
}

/** A cache that is only not read makes the job slower, not wrong. */
export function asUnread(problem: Problem): Problem {
  return { ...problem, severity: "warning", what: `${problem.what}; Nix will not read from it in this job` };
}
