/**
 * Sends the paths a cache lacks: NARs in any order, many at once; narinfos only after those of their references, so that
 * nobody ever sees half a closure. One path's failure stops only what refers to it.
 */

import type { Problem } from "../../../workflows/problem.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { parseStorePath } from "../nix/store-path.ts";
import type { PathResult } from "../results-file.ts";
import type { CacheAccess } from "./access.ts";
import type { NarSettings } from "./compress-nar.ts";
import { openHttp } from "./http.ts";
import { createLane, type Lane } from "./lanes.ts";
import { abortUpload, completeUpload, type SentFile, type Upload } from "./protocol.ts";
import { findMissing } from "./query.ts";
import { type Rivals, watchRivals } from "./rivals.ts";
import { sendNar } from "./send-nar.ts";

export type PushSettings = NarSettings & {
  /** Base64 of the signature over the path, null: the server signs. */
  readonly sign: (info: PathInfo) => string | null;
  readonly onDone: (outcome: PathOutcome) => void;
  /** In [0, 1): keeps two jobs from walking in step. */
  readonly random: () => number;
};

export type PathOutcome = {
  readonly result: PathResult;
  /** Why it failed, unless the reason is another path's failure. */
  readonly problem?: Problem;
};

type Round = {
  readonly access: CacheAccess;
  readonly settings: PushSettings;
  readonly outcomes: Map<string, Promise<PathOutcome>>;
  readonly laneOf: (info: PathInfo) => Lane;
  readonly completing: Lane;
  readonly rivals: Rivals;
  /** Set once the cache as a whole fails us: the rest is not tried. */
  brake?: Problem;
};

const mebibyte = 1024 * 1024;
const smallNar = 4 * mebibyte;
const hopeless: ReadonlySet<string> = new Set([
  "cache-unreachable",
  "cache-refused",
  "cache-missing",
  "cancelled",
]);

/** Sending that goes on while paths are still added. */
export type Sending = {
  /**
   * `infos` come references first; what they refer to was added before, or is in the cache already. One outcome each, in
   * order.
   */
  readonly add: (infos: readonly PathInfo[]) => Promise<readonly PathOutcome[]>;
  /** Counts them as failed without a try, and so what refers to them. */
  readonly give: (outcomes: readonly PathOutcome[]) => void;
};

export function openSending(access: CacheAccess, settings: PushSettings): Sending {
  // Small paths wait for the network, large ones for the processor: neither queue stands behind the other.
  // Waiting for references happens outside the lanes, so lanes cannot lock each other.
  const rivals = watchRivals(access, { random: settings.random });
  const { choose } = rivals;
  const small = createLane({ tasks: 48, bytes: 32 * mebibyte, choose });
  const large = createLane({ tasks: 2, bytes: Number.POSITIVE_INFINITY, choose });
  const round: Round = {
    access,
    settings,
    outcomes: new Map(),
    laneOf: (info) => (info.narSize <= smallNar ? small : large),
    completing: createLane({ tasks: 48, bytes: Number.POSITIVE_INFINITY }),
    rivals,
  };
  return {
    add: (infos) => {
      rivals.wait(infos);
      const sending = infos.map((info) => {
        const outcome = pushPath(round, info);
        round.outcomes.set(info.path, outcome);
        return outcome;
      });
      return Promise.all(sending).finally(rivals.rest);
    },
    give: (outcomes) => {
      for (const outcome of outcomes) round.outcomes.set(outcome.result.path, Promise.resolve(outcome));
    },
  };
}

async function pushPath(round: Round, info: PathInfo): Promise<PathOutcome> {
  const started = performance.now();
  const attempt = await pushOnce(round, info);
  // The server lost or refused the upload: begin anew, once.
  const last = attempt.problem?.code === "push-failed" ? await pushOnce(round, info) : attempt;
  const { file, problem, reason, isPresent } = last;
  if (problem !== undefined && hopeless.has(problem.code)) round.brake ??= problem;
  const seconds = Math.round(performance.now() - started) / 1000;
  const { path, narSize: narBytes } = info;
  const outcome: PathOutcome = isPresent
    ? { result: { path, state: "present", seconds } }
    : file === undefined
      ? {
          result: { path, state: "failed", seconds, reason },
          ...(problem === undefined ? {} : { problem }),
        }
      : { result: { path, state: "pushed", narBytes, fileBytes: file.fileSize, seconds } };
  round.settings.onDone(outcome);
  return outcome;
}

type Attempt = {
  readonly file?: SentFile;
  /** Somebody else was faster. */
  readonly isPresent?: boolean;
  readonly problem?: Problem;
  readonly reason: string;
};

async function pushOnce(round: Round, info: PathInfo): Promise<Attempt> {
  const send = async () => {
    round.rivals.leave(info);
    if (round.brake !== undefined) return undefined;
    if (await round.rivals.isThere(info, info.narSize > smallNar)) return "present";
    return sendNar(round.access, info, round.settings);
  };
  const sent = await round.laneOf(info).run(info.narSize, send, info.path);
  if (sent === "present") return { isPresent: true, reason: "" };
  if (sent === undefined) return { reason: `not tried: ${round.brake?.what}` };
  if (!sent.file.ok) return fail(round, sent.upload, sent.file.problems[0] as Problem);
  const culprit = await failedReference(round, info);
  if (culprit !== undefined) {
    await abandon(round, sent.upload);
    return { reason: `its reference ${culprit} is not in the cache` };
  }
  const { value: file } = sent.file;
  const problem = await round.completing.run(0, () => complete(round, sent.upload as Upload, { info, file }));
  return problem === undefined ? { file, reason: "" } : fail(round, sent.upload, problem);
}

async function isThere(round: Round, info: PathInfo): Promise<boolean> {
  const hashPart = parseStorePath(info.path)?.hashPart ?? "";
  const missing = await findMissing(round.access, [hashPart]);
  return missing.ok && !missing.value.has(hashPart);
}

async function failedReference(round: Round, info: PathInfo): Promise<string | undefined> {
  for (const reference of info.references) {
    if (reference === info.path) continue;
    const outcome = await round.outcomes.get(reference);
    if (outcome?.result.state === "failed") return reference;
  }
  return undefined;
}

async function complete(
  round: Round,
  upload: Upload,
  what: { readonly info: PathInfo; readonly file: SentFile },
): Promise<Problem | undefined> {
  const signature = round.settings.sign(what.info);
  const done = await completeUpload(round.access, upload, { ...what, signature });
  if (done.ok) return undefined;
  const problem = done.problems[0] as Problem;
  if (problem.code !== "push-failed" && problem.code !== "cache-unreachable") return problem;
  // The answer may have been lost after the work was done, or someone else may have pushed the path.
  return (await isThere(round, what.info)) ? undefined : problem;
}

async function fail(round: Round, upload: Upload | undefined, problem: Problem): Promise<Attempt> {
  await abandon(round, upload);
  return { problem, reason: problem.what };
}

/** Best effort, also after a cancel: what is not aborted the server drops by age. */
async function abandon(round: Round, upload: Upload | undefined): Promise<void> {
  if (upload === undefined || round.brake?.code === "cache-unreachable") return;
  const retry = { attempts: 1, baseMs: 0, capMs: 0, longestRetryAfterMs: 0 };
  const http = openHttp({ retry, timeoutMs: 5000 });
  await abortUpload({ ...round.access, http, signal: new AbortController().signal }, upload);
}
