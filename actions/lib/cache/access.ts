/** One cache, seen by one client: where it is, who asks, and how its answers become problems. Keeps tokens out of texts. */

import type { Problem, ProblemCode } from "../../../workflows/problem.ts";
import { bodyText, type Http, type Reply } from "./http.ts";
import type { CacheReference } from "./reference.ts";
import { isTransient } from "./retry.ts";

export type CacheAccess = {
  readonly cache: CacheReference;
  /** Empty: anonymous. */
  readonly token: string;
  readonly http: Http;
  readonly signal: AbortSignal;
};

export function apiUrl(access: CacheAccess, path: string): string {
  return `${access.cache.host}/api/v1/cache/${encodeURIComponent(access.cache.name)}${path}`;
}

export function apiHeaders(access: CacheAccess): Readonly<Record<string, string>> {
  return {
    accept: "application/json",
    "user-agent": "nur-ci",
    ...(access.token === "" ? {} : { authorization: `Bearer ${access.token}` }),
  };
}

/** Why a reply is not the 200 that was hoped for; `doing` completes "… while ". */
export function explainReply(access: CacheAccess, reply: Reply, doing: string): Problem {
  const name = JSON.stringify(access.cache.name);
  if (reply.kind === "silence") return explainSilence(access, reply.reason, doing);
  const said = quote(access, bodyText(reply));
  const who = access.token === "" ? "anonymous access" : "the token";
  if (reply.status === 401 || reply.status === 403)
    return problem(access, "cache-refused", {
      what: `cache ${name} refuses ${who} while ${doing} (${reply.status}): ${said}`,
      fix: "give a token of that cache that is not expired: auth-token, or CACHIX_AUTH_TOKEN",
    });
  if (reply.status === 404)
    return problem(access, "cache-missing", {
      what: `there is no cache ${name} at ${access.cache.host} (404 while ${doing}): ${said}`,
      fix: "check the name for typos, or create the cache",
    });
  return problem(access, "cache-unreachable", {
    what: `cache ${name} answers ${reply.status} while ${doing}, ${tries(reply.attempts)}: ${said}`,
    fix: "wait for the cache to recover, then run the same command again",
  });
}

/** The same within one upload, where a 4xx is about the upload and not about the cache. */
export function explainUpload(access: CacheAccess, reply: Reply, doing: string): Problem {
  if (reply.kind === "silence" || reply.status < 400 || isTransient(reply.status))
    return explainReply(access, reply, doing);
  const name = JSON.stringify(access.cache.name);
  const said = quote(access, bodyText(reply));
  if (reply.status === 413)
    return problem(access, "cache-full", {
      what: `cache ${name} takes no more while ${doing} (413): ${said}`,
      fix: "make room: drop old pins and paths, or raise the limit of the cache",
    });
  return problem(access, "push-failed", {
    what: `cache ${name} answers ${reply.status} while ${doing}: ${said}`,
    fix: "run the same command again: what is there already is not sent twice",
  });
}

function explainSilence(access: CacheAccess, reason: string, doing: string): Problem {
  const name = JSON.stringify(access.cache.name);
  if (reason === "cancelled")
    return problem(access, "cancelled", {
      what: `cancelled while ${doing} of cache ${name}`,
      fix: "run the same command again: what is there already is not sent twice",
    });
  return problem(access, "cache-unreachable", {
    what: `cache ${name} at ${access.cache.host} does not answer while ${doing}: ${reason}`,
    fix: "check the address and that the server runs, then run the same command again",
  });
}

/** First line of what a server said, without the token some servers echo (ibis#12003). */
export function quote(access: Pick<CacheAccess, "token">, text: string): string {
  const safe = access.token === "" ? text : text.replaceAll(access.token, "***");
  const line = safe.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
  return JSON.stringify(line.length > 300 ? `${line.slice(0, 300)}…` : line);
}

function tries(attempts: number): string {
  return attempts === 1 ? "once" : `after ${attempts} tries`;
}

function problem(access: CacheAccess, code: ProblemCode, text: { what: string; fix: string }): Problem {
  return { code, severity: "error", where: access.cache.text, ...text };
}
