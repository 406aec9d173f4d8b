/** What a cache says about itself and about us, before anything is built: who may push, and with which key. Fails early. */

import type { Problem } from "../../workflows/problem.ts";
import { fittingKey } from "../lib/cache/cachix-target.ts";
import { openHttp } from "../lib/cache/http.ts";
import { whyIdle } from "../lib/cache/idle.ts";
import { getCache } from "../lib/cache/protocol.ts";
import { type PushEffects, type PushHost, type PushTerms, readOnly, tryTarget } from "../lib/cache/push.ts";
import { gradeBy } from "../lib/cache/push-policy.ts";
import type { StoreReference } from "../lib/cache/reference.ts";
import type { Host } from "../lib/host/host.ts";
import type { Nix } from "../lib/nix/command.ts";
import { asUnread, cachixAsKnown, type KnownCache, storeAsKnown } from "./known-cache.ts";

type Asker = {
  readonly nix: Nix;
  readonly host: PushHost;
  readonly effects: PushEffects;
};

export type Standing = {
  /** Undefined when it does not say how to read it. */
  readonly cache?: KnownCache;
  readonly mayPush: boolean;
  readonly problems: readonly Problem[];
};

/** Without a token, or with one that may only read, the job goes on and is told once. */
export async function findStanding(terms: PushTerms, wantsPush: boolean, asker: Asker): Promise<Standing> {
  const { cache, token, signingKey } = terms;
  const { host, effects } = asker;
  if (cache.kind === "nix-copy") return findStandingAtStore({ ...terms, cache }, wantsPush, asker);
  const access = { cache: { ...cache, kind: "cachix" as const }, token, signal: host.signal };
  const facts = await getCache({ ...access, http: openHttp(effects.http) });
  if (!facts.ok) return withoutFacts(terms, wantsPush, { problems: facts.problems, host });
  const known = cachixAsKnown(cache.text, facts.value);
  const refuse = (...problems: readonly Problem[]) => ({ cache: known, mayPush: false, problems });
  if (!wantsPush) return refuse();
  if (token === "") return refuse(readOnly(terms, "no token is given"));
  if (facts.value.permission === "Read") return refuse(readOnly(terms, "the token may only read"));
  const key = fittingKey(signingKey, facts.value);
  if (!key.ok) return refuse(...gradeBy(terms.policy, host.environment)(key.problems));
  return { cache: known, mayPush: true, problems: [] };
}

/** A store tells nothing about itself; whether it answers is asked by a question. */
async function findStandingAtStore(
  terms: PushTerms & { readonly cache: StoreReference },
  wantsPush: boolean,
  { nix, host, effects }: Asker,
): Promise<Standing> {
  const known = storeAsKnown(terms.cache, terms);
  const cache = known === undefined ? {} : { cache: known };
  if (!wantsPush) return { ...cache, mayPush: false, problems: [] };
  const idle = whyIdle(terms, host.environment);
  if (idle !== undefined) return { ...cache, mayPush: false, problems: [readOnly(terms, idle)] };
  const problems = await tryTarget(terms, nix, host, effects);
  if (problems[0]?.code === "cache-unreachable")
    return { ...cache, mayPush: true, problems: problems.map(asUnread) };
  const graded = gradeBy(terms.policy, host.environment)(problems);
  return { ...cache, mayPush: problems.length === 0, problems: graded };
}

function withoutFacts(
  terms: PushTerms,
  wantsPush: boolean,
  { problems, host }: { problems: readonly Problem[]; host: Pick<Host, "environment"> },
): Standing {
  const hasToken = terms.token !== "";
  // It may be back before the job ends: what is built is kept for then.
  if (problems[0]?.code === "cache-unreachable")
    return { mayPush: wantsPush && hasToken, problems: problems.map(asUnread) };
  if (!hasToken) return { mayPush: false, problems: [unknownWithoutToken(terms, problems)] };
  return { mayPush: false, problems: gradeBy(terms.policy, host.environment)(problems) };
}

/** A private cache in the pull request of a fork looks so. */
function unknownWithoutToken({ cache }: PushTerms, [problem]: readonly Problem[]): Problem {
  return {
    code: problem?.code ?? "cache-refused",
    severity: "note",
    where: cache.text,
    what: `no token is given, and cache ${JSON.stringify(cache.name)} shows itself to nobody without one: it is neither read nor pushed to`,
    fix: "nothing is to be done in a pull request of a fork; elsewhere give auth-token, or check the name",
  };
}
