/** How old the cache's token is, and which one it is, without showing it. */

import { createHmac } from "node:crypto";
import type { Problem } from "../workflows/problem.ts";
import type { Settings } from "./settings-schema.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** 16 hex digits: equal for equal tokens of one repository, and for nothing else. The token has far too much entropy to be guessed from it. */
export function fingerprintOf(
  token: string,
  { owner, repository }: Pick<Settings, "owner" | "repository">,
): string {
  const purpose = `nur-ci CACHIX_AUTH_TOKEN ${owner}/${repository.name}`.toLowerCase();
  return createHmac("sha256", purpose).update(token).digest("hex").slice(0, 16);
}

/** A warning when the token is too old, or when nobody said how old it is. */
export function ageProblems({ cacheToken }: Pick<Settings, "cacheToken">, now: Date): readonly Problem[] {
  const { madeOn, maxAgeDays } = cacheToken;
  const renew =
    "make a new token, give it to the stack, and pulumi config set --path nur-ci:cacheToken.madeOn DAY";
  if (madeOn === undefined)
    return [
      {
        ...stale,
        severity: "note",
        what: "has no day it was made on, so its age is not watched",
        fix: renew,
      },
    ];
  const age = Math.floor((now.getTime() - Date.parse(`${madeOn}T00:00:00Z`)) / dayMs);
  if (age <= maxAgeDays) return [];
  return [
    { ...stale, severity: "warning", what: `is ${age} days old, and may be ${maxAgeDays}`, fix: renew },
  ];
}

const stale = { code: "token-stale", where: "nur-ci:cacheToken" } as const;
