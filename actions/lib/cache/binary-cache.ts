/** Any other binary cache, asked path by path whether it has a narinfo. Refuses what is no cache: a page that answers everything. */

import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { notAStorePath } from "../nix/path-info.ts";
import { parseStorePath, storeDirectory } from "../nix/store-path.ts";
import { bodyText, type Http, openHttp, type Reply } from "./http.ts";
import { createLane } from "./lanes.ts";
import { type QueryOptions, queryPresence } from "./query.ts";
import { type CacheReference, parseCacheReference } from "./reference.ts";

export type BinaryCacheReference = {
  readonly kind: "binary-cache";
  /** As the user wrote it. */
  readonly text: string;
  /** Without a slash at the end. */
  readonly url: string;
};

/** What can be asked whether it has a path. */
export type SubstituterReference = CacheReference | BinaryCacheReference;

/** Requests at once, over connections that are kept. */
const parallel = 32;

/** A Cachix in any of its forms, or the address of a binary cache: `https://cache.nixos.org`. Problem: cache-target. */
export function parseSubstituterReference(text: string): Outcome<SubstituterReference> {
  const cache = parseCacheReference(text);
  if (cache.ok) return cache;
  if (!/^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(text) || !URL.canParse(text))
    return refuse(
      ...cache.problems.map((problem) => ({
        ...problem,
        fix: `${problem.fix}, or the address of any binary cache: https://cache.nixos.org`,
      })),
    );
  return succeed({ kind: "binary-cache", text, url: text.replace(/\/+$/, "") });
}

/** Those of `storePaths` the cache has. A token is for a Cachix only: no other host ever sees it. */
export function querySubstituter(
  substituter: SubstituterReference,
  storePaths: readonly string[],
  options: QueryOptions,
): Promise<Outcome<ReadonlySet<string>>> {
  return substituter.kind === "cachix"
    ? queryPresence(substituter, storePaths, options)
    : queryBinaryCache(substituter, storePaths, options);
}

async function queryBinaryCache(
  cache: BinaryCacheReference,
  storePaths: readonly string[],
  { signal, http: settings }: QueryOptions,
): Promise<Outcome<ReadonlySet<string>>> {
  const invalid = storePaths.filter((path) => parseStorePath(path) === undefined);
  if (invalid.length > 0) return refuse(...invalid.map(notAStorePath));
  const http = openHttp(settings);
  const fault = await faultOf(cache, http, signal);
  if (fault !== undefined) return refuse(fault);
  const lane = createLane({ tasks: parallel, bytes: Number.POSITIVE_INFINITY });
  const present = new Set<string>();
  let failed: Problem | undefined;
  const ask = async (path: string): Promise<void> => {
    // After one failure nothing is believed, so nothing more is asked.
    if (failed !== undefined) return;
    const url = `${cache.url}/${parseStorePath(path)?.hashPart}.narinfo`;
    const reply = await http.send({ method: "HEAD", url, signal });
    if (reply.kind === "answer" && reply.status === 200) present.add(path);
    else if (!isAbsence(reply)) failed ??= unreachable(cache, reply);
  };
  await Promise.all(storePaths.map((path) => lane.run(0, () => ask(path))));
  return failed === undefined ? succeed(present) : refuse(failed);
}

/** An S3 bucket that may not be listed says 403 of what it does not have. */
function isAbsence(reply: Reply): boolean {
  return reply.kind === "answer" && [403, 404, 410].includes(reply.status);
}

async function faultOf(
  cache: BinaryCacheReference,
  http: Http,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const reply = await http.send({
    method: "GET",
    url: `${cache.url}/nix-cache-info`,
    signal,
    bodyLimit: 4096,
  });
  if (reply.kind === "silence" || reply.status !== 200) return unreachable(cache, reply);
  const folder = /^StoreDir: *(.*)$/m.exec(bodyText(reply))?.[1]?.trim();
  if (folder === storeDirectory) return undefined;
  return {
    ...{ code: "cache-missing", severity: "error", where: cache.text },
    what:
      folder === undefined
        ? `${cache.url} is no binary cache: its nix-cache-info names no StoreDir`
        : `${cache.url} is a cache for ${JSON.stringify(folder)}, not for ${storeDirectory}`,
    fix: "check the address: nix store ping --store URL",
  };
}

function unreachable({ text, url }: BinaryCacheReference, reply: Reply): Problem {
  const said = reply.kind === "silence" ? reply.reason : `it answers ${reply.status}`;
  return {
    ...{ code: "cache-unreachable", severity: "error", where: text },
    what: `binary cache ${url} cannot be asked: ${said}`,
    fix: "check the address and that the server runs, then run the same command again",
  };
}
