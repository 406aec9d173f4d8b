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
import type { PathResult } from "../results-file.ts";
import type { CacheAccess } from "./access.ts";
import { defaultHttpSettings, type HttpSettings, openHttp } from "./http.ts";
import { type CacheFacts, getCache } from "./protocol.ts";
import { type PathOutcome, pushPaths } from "./push-paths.ts";
import { formatBytes, groupFailures, type PushReport } from "./push-report.ts";
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

export type PushEffects = {
  readonly http?: Partial<HttpSettings>;
  /** Of zstd. */
  readonly level?: number;
  readonly caseHack?: boolean;
};

type PushHost = Pick<Host, "mask" | "progress" | "signal">;

type Job = {
  readonly request: PushRequest;
  readonly nix: Nix;
  readonly host: PushHost;
  readonly access: CacheAccess;
  readonly effects: Required<Pick<PushEffects, "level" | "caseHack">> & Pick<HttpSettings, "wait">;
};

type Result = Pick<PushReport, "paths" | "problems" | "verified">;

const severities: Readonly<Record<PushPolicy, Severity>> = { fail: "error", warn: "warning", ignore: "note" };
const nothing: Result = { paths: [], problems: [], verified: false };

/** Masks token and key first. Problems: cache-*, signing-key, store-path-invalid, push-failed, read-back-failed, cancelled. */
export async function pushClosure(
  request: PushRequest,
  nix: Nix,
  host: PushHost,
  effects: PushEffects = {},
): Promise<PushReport> {
  maskSecrets(request, host);
  const started = performance.now();
  const http = openHttp(effects.http);
  const result = await push({
    request,
    nix,
    host,
    access: { cache: request.cache, token: request.token, http, signal: host.signal },
    effects: {
      level: effects.level ?? 3,
      caseHack: effects.caseHack ?? platform() === "darwin",
      wait: effects.http?.wait ?? defaultHttpSettings.wait,
    },
  });
  const seconds = Math.round(performance.now() - started) / 1000;
  return { ...result, cache: request.cache.text, policy: request.policy, seconds, traffic: http.tally };
}

function maskSecrets({ token, signingKey }: PushRequest, host: PushHost): void {
  if (token !== "") {
    host.mask(token);
    // As it stands in the Basic header of a private cache.
    host.mask(Buffer.from(`:${token}`).toString("base64"));
  }
  if (signingKey === "") return;
  host.mask(signingKey);
  if (signingKey.includes(":")) host.mask(signingKey.slice(signingKey.indexOf(":") + 1));
}

async function push(job: Job): Promise<Result> {
  if (job.request.token === "") return { ...nothing, problems: [readOnly(job.request, "no token is given")] };
  const [ready, roots] = await Promise.all([preflight(job), sortValid(job.nix, job.request.roots)]);
  if (!ready.ok) return { ...nothing, problems: [...roots.problems, ...graded(job, ready.problems)] };
  const { facts, key } = ready.value;
  if (facts.permission === "Read")
    return { ...nothing, problems: [...roots.problems, readOnly(job.request, "the token may only read")] };
  const closure = await queryClosure(job.nix, roots.valid);
  if (!closure.ok) return { ...nothing, problems: [...roots.problems, ...closure.problems] };
  const done = await transfer(job, { facts, key, infos: closure.value });
  return { ...done, problems: [...roots.problems, ...graded(job, done.problems)] };
}

/** The cache exists, the token is valid, the key is the cache's. */
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

type Cargo = {
  readonly facts: CacheFacts;
  readonly key: SigningKey | undefined;
  readonly infos: readonly PathInfo[];
};

async function transfer(job: Job, { facts, key, infos }: Cargo): Promise<Result> {
  const hashOf = (info: PathInfo) => parseStorePath(info.path)?.hashPart ?? "";
  const missing = await findMissing(job.access, infos.map(hashOf));
  if (!missing.ok) return { ...nothing, problems: missing.problems };
  const lacking = infos.filter((info) => missing.value.has(hashOf(info)));
  const outcomes = await pushPaths(job.access, lacking, {
    level: job.effects.level,
    caseHack: job.effects.caseHack,
    sign: (info) => (key === undefined ? null : signFacts(key, info)),
    onDone: progressOf(job.host, lacking),
  });
  const pushed = new Map(outcomes.map((outcome) => [outcome.result.path, outcome]));
  const there = infos.filter((info) => pushed.get(info.path)?.result.state !== "failed");
  const seen = job.request.verify
    ? await readBack(there, { access: job.access, facts, wait: job.effects.wait })
    : new Map<string, ReadBack>();
  const judged = infos.map((info) => judge(info.path, pushed.get(info.path), seen.get(info.path)));
  return {
    paths: judged.map((outcome) => outcome.result),
    problems: groupFailures(judged, job.request.cache.text),
    verified: job.request.verify,
  };
}

/** What was pushed and cannot be read is not pushed. */
function judge(path: string, pushed: PathOutcome | undefined, seen: ReadBack | undefined): PathOutcome {
  const result: PathResult = pushed?.result ?? { path, state: "present" };
  if (seen?.state === "upstream" && result.state === "present")
    return { result: { ...result, state: "upstream", reason: `signed by ${seen.signer}` } };
  if (seen?.state === "upstream")
    return unreadable(result, `it is signed by ${seen.signer}, not by the cache`);
  if (seen?.state === "unreadable") return unreadable(result, seen.reason);
  return pushed ?? { result };
}

function unreadable(result: PathResult, reason: string): PathOutcome {
  return {
    result: { ...result, state: "failed", reason: `not readable: ${reason}` },
    problem: {
      code: "read-back-failed",
      severity: "error",
      where: result.path,
      what: `${result.path} was ${result.state} and cannot be read back: ${reason}`,
      fix: "see the cache's page for its size limit and keys, then push again",
    },
  };
}

function progressOf(host: PushHost, lacking: readonly PathInfo[]): (outcome: PathOutcome) => void {
  let done = 0;
  let sent = 0;
  return ({ result }) => {
    done++;
    sent += result.fileBytes ?? 0;
    host.progress(`push: ${done} of ${lacking.length} paths, ${formatBytes(sent)} sent`);
  };
}

function graded(job: Job, problems: readonly Problem[]): readonly Problem[] {
  const { policy } = job.request;
  return problems.map((problem) => ({
    ...problem,
    severity: severities[policy],
    what: `${problem.what} (policy ${policy}: this is ${policy === "fail" ? "an error" : `a ${severities[policy]}`})`,
  }));
}

function readOnly(request: PushRequest, why: string): Problem {
  return {
    code: "cache-refused",
    severity: "note",
    where: request.cache.text,
    what: `${why}: cache ${JSON.stringify(request.cache.name)} is only read, nothing is pushed`,
    fix: "to push, give a token with write permission: auth-token, or CACHIX_AUTH_TOKEN; pull requests of forks need none",
  };
}
