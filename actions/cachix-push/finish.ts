/** The end of a watch: collects what came last, waits for the drain or does its work, and tells. Leaves no secret behind. */

import { existsSync } from "node:fs";
import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type PushTerms, pushClosure } from "../lib/cache/push.ts";
import type { PushReport } from "../lib/cache/push-report.ts";
import type { Host, Report } from "../lib/host/host.ts";
import { interrupt, isRunning } from "../lib/host/process.ts";
import { type Nix, nixCommand } from "../lib/nix/command.ts";
import { type Origin, queryOrigins } from "../lib/nix/origin.ts";
import { keptCollection } from "./collection.ts";
import { worthPushing } from "./drain.ts";
import { countOrigins } from "./hit-rate.ts";
import { type Outputs, reportOnly, reportPush, reportReading } from "./report.ts";
import { drainOf, keepFailed, readSpool, removeSpool, type Spool, spoolAt } from "./spool.ts";
import { findNew } from "./store-snapshot.ts";
import { type Effects, type Inputs, termsOf } from "./terms.ts";

type End = {
  readonly inputs: Inputs;
  readonly terms: PushTerms;
  readonly nix: Nix;
  readonly host: Host;
  readonly effects: Effects;
};

const pauseMs = 200;

export async function finish(inputs: Inputs, host: Host, effects: Effects = {}): Promise<Report<Outputs>> {
  const collection = host.job === undefined ? undefined : keptCollection(host.job);
  const terms = termsOf(inputs, host.environment);
  if (collection === undefined || !terms.ok) return reportOnly([]);
  const nix = effects.nix ?? nixCommand(host.environment, host.signal);
  // Everything the job built is not what anybody named: nothing of it is pinned.
  const end: End = { inputs, terms: { ...terms.value, pin: undefined }, nix, host, effects };
  const spool = collection.spool === undefined ? undefined : spoolAt(collection.spool);
  try {
    const arrivals = await findArrivals(collection.snapshot, spool, end);
    const hitRate = countOrigins(arrivals.values());
    if (collection.by === "read") return await reportReading(hitRate, collection.reportFile);
    const paths = wanted(arrivals, inputs);
    const push = spool === undefined ? await pushHere(paths, end) : await endDrain(spool, paths, end);
    return await reportPush({ mode: "watch", push, hitRate }, collection.reportFile);
  } finally {
    // Whatever happened, the drain shall not wait for ever, and the netrc shall not stay.
    if (spool !== undefined && existsSync(spool.folder)) await writeFile(spool.stop, "");
    await rm(collection.folder, { recursive: true, force: true });
  }
}

/**
 * What came into the store since the job began. A hosted runner is ours alone; on a machine that others share, a build the hook
 * did not tell of may be theirs, and is neither counted nor pushed.
 */
async function findArrivals(
  snapshot: string,
  spool: Spool | undefined,
  { nix, host }: End,
): Promise<ReadonlyMap<string, Origin>> {
  const origins = await queryOrigins(nix, await findNew(snapshot));
  const isOurs = host.environment["RUNNER_ENVIRONMENT"] === "github-hosted";
  if (spool === undefined || isOurs) return origins;
  const heard = new Set(await worthPushing(nix, (await readSpool(spool, 0)).paths, ""));
  return new Map([...origins].filter(([path, { kind }]) => kind !== "built" || heard.has(path)));
}

function wanted(
  arrivals: ReadonlyMap<string, Origin>,
  { pushSubstituted }: Pick<Inputs, "pushSubstituted">,
): readonly string[] {
  return [...arrivals].filter(([, { kind }]) => kind === "built" || pushSubstituted).map(([path]) => path);
}

/** Its report, or that of a push from here when it was killed. */
async function endDrain(spool: Spool, late: readonly string[], end: End): Promise<PushReport> {
  await appendFile(spool.built, late.map((path) => `${path}\n`).join(""));
  await writeFile(spool.stop, "");
  const report = (await awaitDrain(spool, end)) ?? (await pushHere((await readSpool(spool, 0)).paths, end));
  const failed = report.paths.filter(({ state }) => state === "failed").map(({ path }) => path);
  if (failed.length === 0 && !end.host.signal.aborted) await removeSpool(spool);
  else if (failed.length > 0) await keepFailed(spool, failed);
  return report;
}

/** Undefined when it ended without a word. */
async function awaitDrain(spool: Spool, { host }: End): Promise<PushReport | undefined> {
  const drain = await drainOf(spool);
  let isInterrupted = false;
  for (;;) {
    // Asked before the report is looked for: a drain writes it and ends.
    const isAlive = drain !== undefined && isRunning(drain);
    const text = await readFile(spool.report, "utf8").catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as PushReport;
    if (!isAlive) return undefined;
    if (host.signal.aborted && !isInterrupted) interrupt(drain);
    isInterrupted = host.signal.aborted;
    const progress = await readFile(spool.progress, "utf8").catch(() => "");
    if (progress !== "") host.progress(progress);
    await sleep(pauseMs);
  }
}

async function pushHere(
  paths: readonly string[],
  { inputs, terms, nix, host, effects }: End,
): Promise<PushReport> {
  const roots = await worthPushing(nix, [...new Set(paths)], inputs.pushFilter);
  return pushClosure({ ...terms, roots }, nix, host, effects);
}
