/**
 * Pushes the closures of store paths to a Cachix and reads them back. A failure is never hidden, whatever the policy: the
 * policy only says how grave it is.
 */

import { platform } from "node:os";
import { type Outcome, type Problem, refuse, type Severity, succeed } from "../../../workflows/problem.ts";
import type { Host } from "../host/host.ts";
import type { Nix } from "../nix/command.ts";
import { type PathInfo, queryClosure, sortValid } from "../nix/path-info.ts";
import { parseStorePath } from "../nix/store-path.ts";
import type { CacheAccess } from "./access.ts";
import { defaultHttpSettings, type HttpSettings, openHttp } from "./http.ts";
import { type CacheFacts, getCache } from "./protocol.ts";
import { openSending, type PathOutcome, type Sending } from "./push-paths.ts";
import { formatBytes, groupFailures, type PushReport } from "./push-report.ts";
import { judge } from "./push-verdict.ts";
import { findMissing } from "./query.ts";
import type { CacheReference } from "./reference.ts";
import { checkPublished, parseSigningKey, type SigningKey, signFacts } from "./signing.ts";
import { type ReadBack, readBack } from "./verify.ts";

export type PushPolicy = "fail" | "warn" | "ignore";

export type PushRequest = {
  readonly cache: CacheReference;
  /** Empty: nothing is pushed, which is no failure. */
  readonly token: string;
  /** Empty: the server signs. */
  readonly signingKey: string;
  /** Store paths; what they refer to goes along. */
  readonly roots: readonly string[];
  readonly policy: PushPolicy;
  /** Read everything back afterwards. */
  readonly verify: boolean;
};

/** Where, as whom and how, without what. */
export type PushTerms = Omit<PushRequest, "roots">;

export type PushEffects = {
  readonly http?: Partial<HttpSettings>;
  /** Of zstd. */
  readonly level?: number;
  readonly caseHack?: boolean;
  /** After an outage as old as this, a push that still goes on tries again. */
  readonly patienceMs?: number;
};

/** A push that still goes on. One `add` at a time; each resolves once the cache has been asked, and sending goes on. */
export type Push = {
  readonly add: (roots: readonly string[]) => Promise<void>;
  /** Waits for all that is on the wire, reads back, tells. */
  readonly finish: () => Promise<PushReport>;
};

export type PushHost = Pick<Host, "mask" | "progress" | "signal">;

type Job = {
  readonly request: PushTerms;
  readonly nix: Nix;
  readonly host: PushHost;
  readonly access: CacheAccess;
  readonly effects: Required<Pick<PushEffects, "level" | "caseHack" | "patienceMs">> &
    Pick<HttpSettings, "wait">;
};

type Ready = { readonly facts: CacheFacts; readonly sending: Sending };

/** Everything that was added, and what became of it. */
type Ledger = {
  ready: Promise<Outcome<Ready>>;
  /** References before referrers. */
  readonly infos: Map<string, PathInfo>;
  /** Of what the cache lacked. */
  readonly outcomes: Map<string, PathOutcome>;
  readonly sending: Promise<unknown>[];
  readonly problems: Problem[];
  /** Valid roots nobody could be asked about. */
  held: readonly string[];
  /** For the progress: how many paths are to be sent, and what was sent of them. */
  lacking: number;
  sentBytes: number;
  /** When the cache last did not answer. */
  outageAt?: number;
};

const severities: Readonly<Record<PushPolicy, Severity>> = { fail: "error", warn: "warning", ignore: "note" };

/** Masks token and key first. Problems: cache-*, signing-key, store-path-invalid, push-failed, read-back-failed, cancelled. */
export async function pushClosure(
  request: PushRequest,
  nix: Nix,
  host: PushHost,
  effects: PushEffects = {},
): Promise<PushReport> {
  const push = openPush(request, nix, host, effects);
  await push.add(request.roots);
  return push.finish();
}

/** The same in steps. Asks at once whether the cache is there and may be written. */
export function openPush(request: PushTerms, nix: Nix, host: PushHost, effects: PushEffects = {}): Push {
  maskSecrets(request, host);
  const started = performance.now();
  const http = openHttp(effects.http);
  const job: Job = {
    request,
    nix,
    host,
    access: { cache: request.cache, token: request.token, http, signal: host.signal },
    effects: {
      level: effects.level ?? 3,
      caseHack: effects.caseHack ?? platform() === "darwin",
      patienceMs: effects.patienceMs ?? 60_000,
      wait: effects.http?.wait ?? defaultHttpSettings.wait,
    },
  };
  const ledger = openLedger(job);
  return {
    add: (roots) => add(job, ledger, roots),
    finish: async () => {
      const result = await finish(job, ledger);
      const seconds = Math.round(performance.now() - started) / 1000;
      return { ...result, cache: request.cache.text, policy: request.policy, seconds, traffic: http.tally };
    },
  };
}

function maskSecrets({ token, signingKey }: PushTerms, host: PushHost): void {
  if (token !== "") {
    host.mask(token);
    // As it stands in the Basic header of a private cache.
    host.mask(Buffer.from(`:${token}`).toString("base64"));
  }
  if (signingKey === "") return;
  host.mask(signingKey);
  if (signingKey.includes(":")) host.mask(signingKey.slice(signingKey.indexOf(":") + 1));
}

function openLedger(job: Job): Ledger {
  const ledger: Ledger = {
    ready: Promise.resolve(refuse()),
    infos: new Map(),
    outcomes: new Map(),
    sending: [],
    problems: [],
    held: [],
    lacking: 0,
    sentBytes: 0,
  };
  ledger.ready = prepare(job, ledger);
  return ledger;
}

/** The cache exists, the token is valid and may write, the key is the cache's. */
async function prepare(job: Job, ledger: Ledger): Promise<Outcome<Ready>> {
  if (job.request.token === "") return refuse(readOnly(job.request, "no token is given"));
  const checked = await preflight(job);
  if (!checked.ok) {
    noteOutage(ledger, checked.problems[0]);
    return refuse(...graded(job, checked.problems));
  }
  const { facts, key } = checked.value;
  if (facts.permission === "Read") return refuse(readOnly(job.request, "the token may only read"));
  const sending = openSending(job.access, {
    level: job.effects.level,
    caseHack: job.effects.caseHack,
    sign: (info) => (key === undefined ? null : signFacts(key, info)),
    onDone: (outcome) => record(job, ledger, outcome),
  });
  return succeed({ facts, sending });
}

async function preflight(
  job: Job,
): Promise<Outcome<{ readonly facts: CacheFacts; readonly key: SigningKey | undefined }>> {
  const facts = await getCache(job.access);
  if (!facts.ok) return facts;
  if (job.request.signingKey === "") return succeed({ facts: facts.value, key: undefined });
  const key = parseSigningKey(job.request.signingKey);
  if (!key.ok) return key;
  const checked = checkPublished(key.value, facts.value.publicSigningKeys);
  return checked.ok ? succeed({ facts: facts.value, key: checked.value }) : refuse(...checked.problems);
}

async function add(job: Job, ledger: Ledger, roots: readonly string[]): Promise<void> {
  if (job.request.token === "") return;
  await recover(job, ledger);
  const [ready, sorted] = await Promise.all([ledger.ready, sortValid(job.nix, roots)]);
  ledger.problems.push(...sorted.problems);
  if (!ready.ok) {
    ledger.held = [...ledger.held, ...sorted.valid];
    return;
  }
  const closure = await queryClosure(job.nix, sorted.valid);
  if (!closure.ok) ledger.problems.push(...closure.problems);
  else
    await askAndSend(
      job,
      ledger,
      closure.value.filter(({ path }) => !ledger.infos.has(path)),
    );
}

/** Asks about all of them at once; sends what is lacking, without waiting for it. */
async function askAndSend(job: Job, ledger: Ledger, infos: readonly PathInfo[]): Promise<void> {
  const ready = await ledger.ready;
  if (!ready.ok || infos.length === 0) return;
  for (const info of infos) ledger.infos.set(info.path, info);
  const missing = await findMissing(job.access, infos.map(hashOf));
  if (missing.ok) {
    const lacking = infos.filter((info) => missing.value.has(hashOf(info)));
    ledger.lacking += lacking.length;
    ledger.sending.push(ready.value.sending.add(lacking));
    return;
  }
  const [problem] = missing.problems as [Problem];
  const outcomes = infos.map(({ path }): PathOutcome => {
    return { result: { path, state: "failed", reason: problem.what }, problem };
  });
  ready.value.sending.give(outcomes);
  for (const outcome of outcomes) record(job, ledger, outcome);
}

function record(job: Job, ledger: Ledger, outcome: PathOutcome): void {
  ledger.outcomes.set(outcome.result.path, outcome);
  noteOutage(ledger, outcome.problem);
  ledger.sentBytes += outcome.result.fileBytes ?? 0;
  const { size } = ledger.outcomes;
  job.host.progress(`push: ${size} of ${ledger.lacking} paths, ${formatBytes(ledger.sentBytes)} sent`);
}

function noteOutage(ledger: Ledger, problem: Problem | undefined): void {
  if (problem?.code === "cache-unreachable") ledger.outageAt = performance.now();
}

/** One outage must not cost all that is built in the hours after it. */
async function recover(job: Job, ledger: Ledger): Promise<void> {
  if (ledger.outageAt === undefined || performance.now() - ledger.outageAt < job.effects.patienceMs) return;
  delete ledger.outageAt;
  await Promise.all(ledger.sending);
  const again = await prepare(job, ledger);
  if (!again.ok) return;
  ledger.ready = Promise.resolve(again);
  const lost = [...ledger.infos.values()].filter(({ path }) => isLost(ledger.outcomes.get(path)));
  for (const { path } of lost) ledger.outcomes.delete(path);
  again.value.sending.give([...ledger.outcomes.values()]);
  await askAndSend(job, ledger, lost);
  const { held } = ledger;
  ledger.held = [];
  if (held.length > 0) await add(job, ledger, held);
}

/** Failed for no reason of its own: the cache was away, or the path waited for one that was lost. */
function isLost(outcome: PathOutcome | undefined): boolean {
  const { result, problem } = outcome ?? {};
  return result?.state === "failed" && (problem === undefined || problem.code === "cache-unreachable");
}

async function finish(
  job: Job,
  ledger: Ledger,
): Promise<Pick<PushReport, "paths" | "problems" | "verified">> {
  await Promise.all(ledger.sending);
  await recover(job, ledger);
  await Promise.all(ledger.sending);
  const ready = await ledger.ready;
  if (!ready.ok) return { paths: [], problems: [...ledger.problems, ...ready.problems], verified: false };
  const infos = [...ledger.infos.values()];
  const there = infos.filter(({ path }) => ledger.outcomes.get(path)?.result.state !== "failed");
  const { facts } = ready.value;
  const seen = job.request.verify
    ? await readBack(there, { access: job.access, facts, wait: job.effects.wait })
    : new Map<string, ReadBack>();
  const judged = infos.map(({ path }) => judge(path, ledger.outcomes.get(path), seen.get(path)));
  const failures = groupFailures(judged, job.request.cache.text);
  return {
    paths: judged.map((outcome) => outcome.result),
    problems: [...ledger.problems, ...graded(job, failures)],
    verified: job.request.verify,
  };
}

function hashOf(info: PathInfo): string {
  return parseStorePath(info.path)?.hashPart ?? "";
}

function graded(job: Job, problems: readonly Problem[]): readonly Problem[] {
  const { policy } = job.request;
  return problems.map((problem) => ({
    ...problem,
    severity: severities[policy],
    what: `${problem.what} (policy ${policy}: this is ${policy === "fail" ? "an error" : `a ${severities[policy]}`})`,
  }));
}

function readOnly(request: PushTerms, why: string): Problem {
  return {
    code: "cache-refused",
    severity: "note",
    where: request.cache.text,
    what: `${why}: cache ${JSON.stringify(request.cache.name)} is only read, nothing is pushed`,
    fix: "to push, give a token with write permission: auth-token, or CACHIX_AUTH_TOKEN; pull requests of forks need none",
  };
}
