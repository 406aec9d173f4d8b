/** The end of a watch: collects what came last, waits for the drain or does its work, and tells. Leaves no secret behind. */

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
  const terms = termsOf(inputs);
  if (collection === undefined || !terms.ok) return reportOnly([]);
  const nix = effects.nix ?? nixCommand(host.environment, host.signal);
  const end: End = { inputs, terms: terms.value, nix, host, effects };
  const origins = await queryOrigins(nix, await findNew(collection.snapshot));
  const hitRate = countOrigins(origins.values());
  try {
    if (collection.by === "read") return await reportReading(hitRate, collection.reportFile);
    const spool = collection.spool === undefined ? undefined : spoolAt(collection.spool);
    const push = spool ? await endDrain(spool, origins, end) : await pushHere([...wanted(origins, end)], end);
    return await reportPush({ mode: "watch", push, hitRate }, collection.reportFile);
  } finally {
    // The netrc among it.
    await rm(collection.folder, { recursive: true, force: true });
  }
}

function wanted(origins: ReadonlyMap<string, Origin>, { inputs }: End): readonly string[] {
  const kinds: readonly Origin["kind"][] = inputs.pushSubstituted ? ["built", "fetched", "added"] : ["built"];
  return [...origins].filter(([, { kind }]) => kinds.includes(kind)).map(([path]) => path);
}

/** Its report, or that of a push from here when it was killed. */
async function endDrain(spool: Spool, origins: ReadonlyMap<string, Origin>, end: End): Promise<PushReport> {
  const late = await unheard(spool, wanted(origins, end), end);
  await appendFile(spool.built, late.map((path) => `${path}\n`).join(""));
  await writeFile(spool.stop, "");
  const report = (await awaitDrain(spool, end)) ?? (await pushHere((await readSpool(spool, 0)).paths, end));
  const failed = report.paths.filter(({ state }) => state === "failed").map(({ path }) => path);
  if (failed.length === 0 && !end.host.signal.aborted) await removeSpool(spool);
  else if (failed.length > 0) await keepFailed(spool, failed);
  return report;
}

/**
 * What the hook did not tell of: what was fetched, and on a hosted runner also what was built around it. On a machine that
 * others share, a build the hook did not see may be theirs.
 */
async function unheard(
  spool: Spool,
  paths: readonly string[],
  { inputs, host }: End,
): Promise<readonly string[]> {
  const isOurs = host.environment["RUNNER_ENVIRONMENT"] === "github-hosted";
  if (!isOurs && !inputs.pushSubstituted) return [];
  const heard = new Set((await readSpool(spool, 0)).paths);
  return paths.filter((path) => !heard.has(path));
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
