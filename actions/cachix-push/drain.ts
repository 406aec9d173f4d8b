/** The process that pushes while the job builds: reads the spool until it is told to stop, then leaves its report there. */

import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { writeAtomically } from "../lib/atomic-file.ts";
import type { PushEffects, PushHost, PushTerms } from "../lib/cache/push.ts";
import { openPushQueue } from "../lib/cache/push-queue.ts";
import type { BackgroundHost } from "../lib/host/action.ts";
import type { Environment } from "../lib/host/host.ts";
import { type Nix, nixCommand } from "../lib/nix/command.ts";
import { findInvalid, outputsOf } from "../lib/nix/store.ts";
import { readSpool, type Spool, spoolAt } from "./spool.ts";

/** Comes by standard input, for it holds the secrets. */
export type DrainMessage = {
  readonly folder: string;
  readonly terms: PushTerms;
  /** As in `push-filter`. */
  readonly filter: string;
  /** The job's folder for temporary files. */
  readonly temporary: string;
  /** Credentials of a store at Amazon. */
  readonly amazon: Environment;
};

const pauseMs = 300;

export async function drain(text: string, host: BackgroundHost, effects: PushEffects = {}): Promise<void> {
  const { folder, terms, filter, temporary, amazon } = JSON.parse(text) as DrainMessage;
  const spool = spoolAt(folder);
  const nix = nixCommand(host.environment);
  const environment = { ...host.environment, ...amazon };
  const queue = openPushQueue(terms, nix, quietHost(spool, { ...host, environment, temporary }), effects);
  for (let offset = 0; ; ) {
    // Asked before the spool is read: what stands in it by then is the last. A job that died with its runner says no stop;
    // but its temporary folder goes, at the latest when the next job begins.
    const isLast = existsSync(spool.stop) || !existsSync(temporary) || host.signal.aborted;
    const read = await readSpool(spool, offset);
    offset = read.offset;
    queue.add(await worthPushing(nix, read.paths, filter));
    if (isLast) break;
    await sleep(pauseMs, undefined, { signal: host.signal }).catch(() => undefined);
  }
  await writeAtomically(spool.report, JSON.stringify(await queue.finish()));
}

/** Outputs in the place of derivations, without what the filter excludes, and what was built and is already gone again. */
export async function worthPushing(
  nix: Nix,
  paths: readonly string[],
  filter: string,
): Promise<readonly string[]> {
  const excluded = filter === "" ? undefined : new RegExp(filter);
  const derivations = paths.filter((path) => path.endsWith(".drv"));
  const outputs = await outputsOf(nix, derivations);
  const wanted = [...paths.filter((path) => !path.endsWith(".drv")), ...outputs].filter(
    (path) => excluded?.test(path) !== true,
  );
  const gone = await findInvalid(nix, wanted);
  return wanted.filter((path) => !gone.has(path));
}

/** No log of a runner hears it, so that there is nothing to mask. */
function quietHost(spool: Spool, host: Omit<PushHost, "mask" | "progress">): PushHost {
  let last = 0;
  return {
    ...host,
    mask: () => undefined,
    progress: (line) => {
      if (Date.now() - last < 1000) return;
      last = Date.now();
      void writeFile(spool.progress, line).catch(() => undefined);
    },
  };
}
