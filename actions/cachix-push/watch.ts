/** The beginning of a watch: Nix reads from the caches from now on, and what it builds is collected, pushed while it builds. */

import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { hasErrors, type Problem } from "../../workflows/problem.ts";
import type { PushEffects, PushTerms } from "../lib/cache/push.ts";
import { amazonVariables } from "../lib/host/environment.ts";
import type { Host, Job, Report } from "../lib/host/host.ts";
import type { Nix } from "../lib/nix/command.ts";
import { isTrusted, type NixSettings, readNixSettings } from "../lib/nix/settings.ts";
import { type Collection, keepCollection } from "./collection.ts";
import type { DrainMessage } from "./drain.ts";
import { installHook } from "./hook.ts";
import { findCaches, type KnownCache } from "./known-cache.ts";
import { addNixConf } from "./nix-conf.ts";
import { newReportFile, type Outputs, reportOnly } from "./report.ts";
import { keepDrain, openSpool, type Spool } from "./spool.ts";
import { findStanding } from "./standing.ts";
import { takeSnapshot } from "./store-snapshot.ts";
import { readFrom } from "./substituter.ts";

export type Wishes = {
  readonly extraPullNames: readonly string[];
  readonly skipAddingSubstituter: boolean;
  readonly skipPush: boolean;
  readonly useDaemon: boolean;
  readonly pushFilter: string;
};

export type Surroundings = {
  readonly terms: PushTerms;
  readonly nix: Nix;
  readonly host: Host;
  readonly job: Job;
  readonly effects: PushEffects;
};

/** What was found out before anything is changed. */
type Findings = {
  readonly caches: readonly KnownCache[];
  readonly settings: NixSettings;
  readonly trusted: boolean;
  readonly mayPush: boolean;
};

export async function watch(wishes: Wishes, around: Surroundings): Promise<Report<Outputs>> {
  const { terms, nix, host, effects } = around;
  const asker = { ...host, ...(effects.http === undefined ? {} : { http: effects.http }) };
  const [settings, standing, extra] = await Promise.all([
    readNixSettings(nix),
    findStanding(terms, !wishes.skipPush, around),
    findCaches(wishes.extraPullNames, {
      ...asker,
      token: terms.token,
      host: terms.cache.kind === "nix-copy" ? "" : terms.cache.host,
    }),
  ]);
  const problems = [...(settings.ok ? [] : settings.problems), ...standing.problems, ...extra.problems];
  if (!settings.ok || hasErrors(problems)) return reportOnly(problems);
  const begun = await begin(wishes, around, {
    caches: [...(standing.cache === undefined ? [] : [standing.cache]), ...extra.caches],
    settings: settings.value,
    trusted: await isTrusted(nix, settings.value),
    mayPush: standing.mayPush,
  });
  return { ...begun, problems: [...problems, ...begun.problems] };
}

async function begin(wishes: Wishes, around: Surroundings, found: Findings): Promise<Report<Outputs>> {
  const { terms, host, job } = around;
  const shared = join(host.temporary, "push");
  await mkdir(shared, { recursive: true });
  const folder = await mkdtemp(join(shared, `${terms.cache.name}-`));
  const reading = await readFrom(wishes.skipAddingSubstituter ? [] : found.caches, {
    ...found,
    token: terms.token,
    folder,
  });
  const spool = isHooked(wishes, found) ? await openSpool(host.environment, terms.cache.text) : undefined;
  const hook = spool && (await installHook(shared, spool, found.settings.postBuildHook));
  if (spool !== undefined) await startDrain(spool, wishes.pushFilter, around);
  const lines = [...reading.lines, ...(hook === undefined ? [] : [`post-build-hook = ${hook}`])];
  if (lines.length > 0) await addNixConf(lines, join(folder, "nix.conf"), { ...host, job });
  const collection: Collection = {
    by: !found.mayPush ? "read" : spool === undefined ? "difference" : "hook",
    folder,
    snapshot: join(folder, "before"),
    reportFile: await newReportFile(host.temporary, terms.cache.name),
    ...(spool === undefined ? {} : { spool: spool.folder }),
  };
  await takeSnapshot(collection.snapshot);
  keepCollection(job, collection);
  return reportBeginning(collection, terms.cache.text, { ...found, problems: reading.problems });
}

function isHooked(wishes: Wishes, found: Findings): boolean {
  return found.mayPush && found.trusted && wishes.useDaemon;
}

async function startDrain(spool: Spool, filter: string, { terms, host, job }: Surroundings): Promise<void> {
  const message: DrainMessage = {
    folder: spool.folder,
    terms,
    filter,
    temporary: host.temporary,
    // Kept out of every program's environment, this one's too.
    amazon: terms.cache.kind === "nix-copy" ? amazonVariables(host.environment) : {},
  };
  await keepDrain(spool, await job.detach(JSON.stringify(message), spool.log));
}

function reportBeginning(
  { by, reportFile }: Collection,
  cache: string,
  { caches, problems }: { readonly caches: readonly KnownCache[]; readonly problems: readonly Problem[] },
): Report<Outputs> {
  const reads = caches.map(({ text }) => text).join(", ");
  const ways = {
    hook: `what Nix builds is pushed to ${cache} while the job goes on`,
    difference: `what Nix builds is pushed to ${cache} when the job ends`,
    read: "nothing is pushed",
  };
  const outputs: Partial<Outputs> =
    by === "read" ? { mode: "read" } : { mode: "watch", pushed: "", present: "", failed: "" };
  const text = `Nix reads from ${reads === "" ? "no cache of this step" : reads}; ${ways[by]}`;
  return reportOnly(problems, { ...outputs, reportFile }, text);
}
