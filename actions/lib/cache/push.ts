/**
 * Pushes the closures of store paths to a cache or store and reads them back. A failure is never hidden, whatever the
 * policy: the policy only says how grave it is.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import { type Outcome, type Problem, refuse } from "../../../workflows/problem.ts";
import { keepHeapSmall } from "../host/heap.ts";
import type { Host } from "../host/host.ts";
import type { Nix } from "../nix/command.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { defaultHttpSettings, type HttpSettings, openHttp } from "./http.ts";
import { whyIdle } from "./idle.ts";
import { openTarget } from "./open-target.ts";
import type { Pin } from "./pin.ts";
import { addRoots, finishPush, openLedger, type PushJob } from "./push-ledger.ts";
import { gradeBy, type PushPolicy } from "./push-policy.ts";
import type { PushReport } from "./push-report.ts";
import type { TargetReference } from "./reference.ts";
import type { Target, TargetWorld } from "./target.ts";
import type { ReadDepth } from "./verify.ts";

export type PushRequest = {
  readonly cache: TargetReference;
  /** Empty: nothing is pushed to a Cachix, which is no failure; a store may do without. */
  readonly token: string;
  /** Empty: the server signs, or nobody. */
  readonly signingKey: string;
  /** Store paths; what they refer to goes along. */
  readonly roots: readonly string[];
  readonly policy: PushPolicy;
  /** How far everything is read back afterwards. */
  readonly verify: "none" | ReadDepth;
  /** Of the roots, once they are there. */
  readonly pin?: Pin | undefined;
  /** Bytes, uncompressed. */
  readonly budget?: number | undefined;
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

export type PushHost = Pick<Host, "mask" | "progress" | "signal" | "environment" | "temporary">;

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
  keepHeapSmall();
  const started = performance.now();
  const { world, remove } = openWorld(nix, host, effects);
  const grade = gradeBy(request.policy, host.environment);
  const job: PushJob = {
    ...{ nix, grade, cache: request.cache.text, verify: request.verify },
    ...{ pin: request.pin, budget: request.budget },
    progress: (line) => host.progress(line),
    patienceMs: effects.patienceMs ?? 60_000,
    open: () => openWritable(request, world, grade),
    isIdle: whyIdle(request, host.environment) !== undefined,
  };
  const ledger = openLedger(job);
  return {
    add: (roots) => addRoots(job, ledger, roots),
    finish: async () => {
      const result = await finishPush(job, ledger).finally(remove);
      const seconds = Math.round(performance.now() - started) / 1000;
      return {
        ...result,
        cache: request.cache.text,
        policy: request.policy,
        seconds,
        traffic: world.http.tally,
      };
    },
  };
}

/** Whether a push would be let in, for who pushes later. Problems: those of the target, not graded. */
export async function tryTarget(
  request: PushTerms,
  nix: Nix,
  host: PushHost,
  effects: PushEffects = {},
): Promise<readonly Problem[]> {
  const { world, remove } = openWorld(nix, host, effects);
  try {
    const opened = await openTarget(request, world);
    const asked = opened.ok ? await opened.value.findMissing([nothing]) : opened;
    return asked.ok ? [] : asked.problems;
  } finally {
    await remove();
  }
}

/** A path no store has: who asks for it learns whether he is answered. */
const nothing: PathInfo = {
  path: `/nix/store/${"0".repeat(32)}-nothing`,
  narHash: { algorithm: "sha256", bytes: new Uint8Array(32) },
  narSize: 0,
  references: [],
};

function openWorld(
  nix: Nix,
  host: PushHost,
  effects: PushEffects,
): { readonly world: TargetWorld; readonly remove: () => Promise<void> } {
  const folder = temporaryFolder(host.temporary);
  const world: TargetWorld = {
    ...{ nix, signal: host.signal, environment: host.environment, folder: folder.make },
    http: openHttp(effects.http),
    wait: effects.http?.wait ?? defaultHttpSettings.wait,
    random: effects.http?.random ?? defaultHttpSettings.random,
    nar: { level: effects.level ?? 3, caseHack: effects.caseHack ?? platform() === "darwin" },
  };
  return { world, remove: folder.remove };
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

/** Made when first asked for, so that a push without secrets in files leaves none behind when it is killed. */
function temporaryFolder(parent: string): {
  readonly make: () => Promise<string>;
  readonly remove: () => Promise<void>;
} {
  let made: Promise<string> | undefined;
  return {
    make: () => {
      made ??= mkdtemp(join(parent, "push-"));
      return made;
    },
    remove: async () => {
      if (made !== undefined) await rm(await made, { recursive: true });
    },
  };
}

/** The cache exists, the token is valid and may write, the key is the cache's. */
async function openWritable(
  request: PushTerms,
  world: TargetWorld,
  grade: PushJob["grade"],
): Promise<Outcome<Target>> {
  const idle = whyIdle(request, world.environment);
  if (idle !== undefined) return refuse(readOnly(request, idle));
  const opened = await openTarget(request, world);
  if (!opened.ok) return refuse(...grade(opened.problems));
  const { readOnly: reason } = opened.value;
  return reason === undefined ? opened : refuse(readOnly(request, reason));
}

/** No failure: who may not push reads. */
export function readOnly(request: Pick<PushTerms, "cache">, why: string): Problem {
  return {
    code: "cache-refused",
    severity: "note",
    where: request.cache.text,
    what: `${why}: cache ${JSON.stringify(request.cache.name)} is only read, nothing is pushed`,
    fix: "to push, give a token with write permission: auth-token, or CACHIX_AUTH_TOKEN; pull requests of forks need none",
  };
}
