/** The books of one push: all that was added, what became of it, and what an outage cost. Knows no protocol. */

import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import type { Nix } from "../nix/command.ts";
import { type PathInfo, queryClosure, sortValid } from "../nix/path-info.ts";
import { type Pin, pinNames } from "./pin.ts";
import type { PathOutcome, Sending } from "./push-paths.ts";
import { formatBytes, groupFailures, type PushReport } from "./push-report.ts";
import { judge } from "./push-verdict.ts";
import { overBudget } from "./size-budget.ts";
import type { Target } from "./target.ts";
import type { ReadBack, ReadDepth } from "./verify.ts";

export type PushJob = {
  readonly nix: Nix;
  /** As the user wrote it. */
  readonly cache: string;
  readonly verify: "none" | ReadDepth;
  readonly pin: Pin | undefined;
  /** Bytes, uncompressed. */
  readonly budget: number | undefined;
  readonly patienceMs: number;
  readonly progress: (line: string) => void;
  readonly grade: (problems: readonly Problem[]) => readonly Problem[];
  /** Where to send to, or why not, graded already. May be called again after an outage. */
  readonly open: () => Promise<Outcome<Target>>;
  /** Nothing will be pushed, whatever is added. */
  readonly isIdle: boolean;
};

type Ready = { readonly target: Target; readonly sending: Sending };

export type Ledger = {
  ready: Promise<Outcome<Ready>>;
  /** References before referrers. */
  readonly infos: Map<string, PathInfo>;
  /** Of what the cache lacked. */
  readonly outcomes: Map<string, PathOutcome>;
  readonly sending: Promise<unknown>[];
  readonly problems: Problem[];
  /** Valid roots nobody could be asked about. */
  held: readonly string[];
  /** Valid ones, in the order they were added. */
  readonly roots: Set<string>;
  /** Uncompressed, of what is or was to be sent. */
  lackingBytes: number;
  /** For the progress: how many paths are to be sent, and what was sent of them. */
  lacking: number;
  sentBytes: number;
  /** When the cache last did not answer. */
  outageAt?: number;
};

export function openLedger(job: PushJob): Ledger {
  const ledger: Ledger = {
    ready: Promise.resolve(refuse()),
    infos: new Map(),
    outcomes: new Map(),
    sending: [],
    problems: [],
    held: [],
    roots: new Set(),
    lackingBytes: 0,
    lacking: 0,
    sentBytes: 0,
  };
  ledger.ready = prepare(job, ledger);
  return ledger;
}

async function prepare(job: PushJob, ledger: Ledger): Promise<Outcome<Ready>> {
  const opened = await job.open();
  if (!opened.ok) {
    noteOutage(ledger, opened.problems[0]);
    return opened;
  }
  const sending = opened.value.openSending((outcome) => record(job, ledger, outcome));
  return succeed({ target: opened.value, sending });
}

export async function addRoots(job: PushJob, ledger: Ledger, roots: readonly string[]): Promise<void> {
  if (job.isIdle) return;
  await recover(job, ledger);
  const [ready, sorted] = await Promise.all([ledger.ready, sortValid(job.nix, roots)]);
  ledger.problems.push(...sorted.problems);
  for (const root of sorted.valid) ledger.roots.add(root);
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
async function askAndSend(job: PushJob, ledger: Ledger, infos: readonly PathInfo[]): Promise<void> {
  const ready = await ledger.ready;
  if (!ready.ok || infos.length === 0) return;
  for (const info of infos) ledger.infos.set(info.path, info);
  const missing = await ready.value.target.findMissing(infos);
  if (missing.ok) {
    const lacking = infos.filter(({ path }) => missing.value.has(path));
    const excess = overBudget(lacking, ledger.lackingBytes, job.budget);
    if (excess !== undefined) return giveUp(job, ledger, lacking, excess);
    ledger.lacking += lacking.length;
    ledger.lackingBytes += lacking.reduce((sum, { narSize }) => sum + narSize, 0);
    ledger.sending.push(ready.value.sending.add(lacking));
    return;
  }
  await giveUp(job, ledger, infos, missing.problems[0] as Problem);
}

/** None of them is tried; each is failed for the same reason. */
async function giveUp(
  job: PushJob,
  ledger: Ledger,
  infos: readonly PathInfo[],
  problem: Problem,
): Promise<void> {
  const ready = await ledger.ready;
  if (!ready.ok) return;
  const outcomes = infos.map(({ path }): PathOutcome => {
    return { result: { path, state: "failed", reason: problem.what }, problem };
  });
  ready.value.sending.give(outcomes);
  ledger.lacking += outcomes.length;
  for (const outcome of outcomes) record(job, ledger, outcome);
}

function record(job: PushJob, ledger: Ledger, outcome: PathOutcome): void {
  ledger.outcomes.set(outcome.result.path, outcome);
  noteOutage(ledger, outcome.problem);
  ledger.sentBytes += outcome.result.fileBytes ?? 0;
  const { size } = ledger.outcomes;
  job.progress(`push: ${size} of ${ledger.lacking} paths, ${formatBytes(ledger.sentBytes)} sent`);
}

function noteOutage(ledger: Ledger, problem: Problem | undefined): void {
  if (problem?.code === "cache-unreachable") ledger.outageAt = performance.now();
}

/** One outage must not cost all that is built in the hours after it. */
async function recover(job: PushJob, ledger: Ledger): Promise<void> {
  if (ledger.outageAt === undefined || performance.now() - ledger.outageAt < job.patienceMs) return;
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
  if (held.length > 0) await addRoots(job, ledger, held);
}

/** Failed for no reason of its own: the cache was away, or the path waited for one that was lost. */
function isLost(outcome: PathOutcome | undefined): boolean {
  const { result, problem } = outcome ?? {};
  return result?.state === "failed" && (problem === undefined || problem.code === "cache-unreachable");
}

export async function finishPush(
  job: PushJob,
  ledger: Ledger,
): Promise<Pick<PushReport, "paths" | "problems" | "verified">> {
  await Promise.all(ledger.sending);
  await recover(job, ledger);
  await Promise.all(ledger.sending);
  const ready = await ledger.ready;
  if (!ready.ok) return { paths: [], problems: [...ledger.problems, ...ready.problems], verified: false };
  const infos = [...ledger.infos.values()];
  const there = infos.filter(({ path }) => ledger.outcomes.get(path)?.result.state !== "failed");
  const { verify } = job;
  const seen =
    verify === "none" ? new Map<string, ReadBack>() : await ready.value.target.readBack(there, verify);
  const judged = infos.map(({ path }) => judge(path, ledger.outcomes.get(path), seen.get(path)));
  const failures = groupFailures(judged, job.cache);
  const failed = new Set(judged.flatMap(({ result }) => (result.state === "failed" ? [result.path] : [])));
  const pinned = await pinRoots(
    job,
    ready.value.target,
    [...ledger.roots].filter((root) => !failed.has(root)),
  );
  return {
    paths: judged.map((outcome) => outcome.result),
    problems: [...ledger.problems, ...job.grade([...failures, ...pinned])],
    verified: verify !== "none",
  };
}

/** A root that is not there is not pinned: the pin would keep nothing. */
async function pinRoots(job: PushJob, target: Target, roots: readonly string[]): Promise<readonly Problem[]> {
  const { pin } = job;
  if (pin === undefined || roots.length === 0) return [];
  if (target.pin === undefined) return [noPins(job.cache)];
  const problems: Problem[] = [];
  for (const [root, name] of pinNames(pin, roots)) {
    const done = await target.pin(root, name, pin.keep);
    if (!done.ok) problems.push(...done.problems);
  }
  return problems;
}

function noPins(cache: string): Problem {
  return {
    code: "cache-target",
    severity: "error",
    where: "pin",
    what: `${JSON.stringify(cache)} is a plain store and knows no pins: everything is pushed, nothing is pinned`,
    fix: "leave pin out, or push to a Cachix",
  };
}
