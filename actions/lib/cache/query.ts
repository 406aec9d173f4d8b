/** Asks a cache which store paths it has, many at once. Refuses to guess: no answer is a problem, never "absent". */

import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { notAStorePath } from "../nix/path-info.ts";
import { parseStorePath } from "../nix/store-path.ts";
import { apiHeaders, apiUrl, type CacheAccess, explainReply, quote } from "./access.ts";
import { bodyText, type HttpSettings, openHttp } from "./http.ts";
import type { CacheReference } from "./reference.ts";

/** The server's body limit is about 1 MB; the real client sends as many. */
const batchSize = 32_768;

export type QueryOptions = {
  /** Empty: ask anonymously. */
  readonly token: string;
  readonly signal: AbortSignal;
  readonly http?: Partial<HttpSettings>;
};

/** Those of `storePaths` the cache, or one of its upstreams, has. Problems: cache-unreachable, -refused, -missing, store-path-invalid. */
export async function queryPresence(
  cache: CacheReference,
  storePaths: readonly string[],
  options: QueryOptions,
): Promise<Outcome<ReadonlySet<string>>> {
  const access = { cache, token: options.token, signal: options.signal, http: openHttp(options.http) };
  const hashes = new Map<string, string>();
  const problems: Problem[] = [];
  for (const path of storePaths) {
    const parsed = parseStorePath(path);
    if (parsed === undefined) problems.push(notAStorePath(path));
    else hashes.set(path, parsed.hashPart);
  }
  if (problems.length > 0) return refuse(...problems);
  const missing = await findMissing(access, [...new Set(hashes.values())]);
  if (!missing.ok) return missing;
  return succeed(new Set(storePaths.filter((path) => !missing.value.has(hashes.get(path) ?? ""))));
}

/** Those of the 32-character hash parts that neither the cache nor its upstreams have. */
export async function findMissing(
  access: CacheAccess,
  hashParts: readonly string[],
): Promise<Outcome<ReadonlySet<string>>> {
  const missing = new Set<string>();
  for (let start = 0; start < hashParts.length; start += batchSize) {
    const answer = await askBatch(access, hashParts.slice(start, start + batchSize));
    if (!answer.ok) return answer;
    for (const hashPart of answer.value) missing.add(hashPart);
  }
  return succeed(missing);
}

async function askBatch(access: CacheAccess, batch: readonly string[]): Promise<Outcome<readonly string[]>> {
  const doing = "asking which paths it has";
  const reply = await access.http.send({
    method: "POST",
    url: apiUrl(access, "/narinfo"),
    headers: { ...apiHeaders(access), "content-type": "application/json;charset=utf-8" },
    body: JSON.stringify(batch),
    signal: access.signal,
  });
  if (reply.kind === "silence" || reply.status !== 200) return refuse(explainReply(access, reply, doing));
  const asked = new Set(batch);
  const answer = parseHashes(bodyText(reply));
  if (answer?.every((hashPart) => asked.has(hashPart))) return succeed(answer);
  return refuse({
    code: "cache-unreachable",
    severity: "error",
    where: access.cache.text,
    what: `cache ${JSON.stringify(access.cache.name)} does not speak the protocol: ${quote(access, bodyText(reply))} is no list of the hashes it was asked for`,
    fix: "check that the address is a Cachix API and not a web page before it",
  });
}

function parseHashes(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
