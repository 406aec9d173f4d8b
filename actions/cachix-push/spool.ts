/**
 * What was built and is to be pushed, as lines of a file: the hook adds, one process reads. It lies where a runner of one's own
 * keeps it between jobs, so that a job killed with its runner loses nothing; a hosted runner is gone with its disk.
 */

import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../lib/atomic-file.ts";
import type { Environment } from "../lib/host/host.ts";
import { isRunning } from "../lib/host/process.ts";
import { parseStorePath } from "../lib/nix/store-path.ts";

export type Spool = {
  readonly folder: string;
  /** Store paths, one per line; a derivation stands for its outputs. */
  readonly built: string;
  /** Its being there ends the drain. */
  readonly stop: string;
  /** The drain's last word. */
  readonly report: string;
  /** What is being done, one line. */
  readonly progress: string;
  readonly log: string;
};

/** Days after which nobody asks for what a killed job left. */
const longestRest = 7;

export function spoolAt(folder: string): Spool {
  const file = (name: string) => join(folder, name);
  return {
    folder,
    built: file("built"),
    stop: file("stop"),
    report: file("report.json"),
    progress: file("progress"),
    log: file("log"),
  };
}

/** A new spool, holding already what dead jobs of the same repository, runner and cache left here. */
export async function openSpool(environment: Environment, cache: string): Promise<Spool> {
  const parent = parentOf(environment, cache);
  const left = await takeLeft(parent, environment);
  const spool = spoolAt(join(parent, randomUUID()));
  await mkdir(spool.folder, { recursive: true, mode: 0o700 });
  await writeFile(join(spool.folder, "job"), jobOf(environment));
  await writeFile(spool.built, left.map((path) => `${path}\n`).join(""));
  return spool;
}

/** So that the next job leaves it alone for as long as the drain lives. */
export async function keepDrain(spool: Spool, id: number): Promise<void> {
  await writeFile(join(spool.folder, "drain"), String(id));
}

export async function drainOf(spool: Spool): Promise<number | undefined> {
  const text = await readFile(join(spool.folder, "drain"), "utf8").catch(() => "");
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

export async function removeSpool(spool: Spool): Promise<void> {
  await rm(spool.folder, { recursive: true, force: true });
}

/** Leaves for the next job here only what this one could not push. */
export async function keepFailed(spool: Spool, paths: readonly string[]): Promise<void> {
  await writeAtomically(spool.built, paths.map((path) => `${path}\n`).join(""));
  await rm(join(spool.folder, "drain"), { force: true });
}

/** Whole lines after `offset`, and where the next reading begins. What is no store path is left out. */
export async function readSpool(
  spool: Spool,
  offset: number,
): Promise<{ readonly paths: readonly string[]; readonly offset: number }> {
  const { size } = await stat(spool.built);
  if (size <= offset) return { paths: [], offset };
  const file = await open(spool.built);
  try {
    const bytes = Buffer.alloc(size - offset);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
    const whole = bytes.subarray(0, bytesRead).lastIndexOf("\n") + 1;
    const lines = bytes.subarray(0, whole).toString("utf8").split("\n");
    return { paths: lines.filter((line) => parseStorePath(line) !== undefined), offset: offset + whole };
  } finally {
    await file.close();
  }
}

/** Its runner does one job at a time: a spool of another job there belongs to a dead one, unless its drain still works. */
async function takeLeft(parent: string, environment: Environment): Promise<readonly string[]> {
  const names = await readdir(parent).catch(() => []);
  const paths = new Set<string>();
  for (const name of names) {
    const spool = spoolAt(join(parent, name));
    const job = await readFile(join(spool.folder, "job"), "utf8").catch(() => "");
    const drain = await drainOf(spool);
    if (job === jobOf(environment) || (drain !== undefined && isRunning(drain))) continue;
    const age = Date.now() - (await stat(spool.built).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
    if (age < longestRest * 86_400_000) for (const path of (await readSpool(spool, 0)).paths) paths.add(path);
    await removeSpool(spool);
  }
  return [...paths];
}

/** Repositories of one machine must not push what others built. */
function parentOf(environment: Environment, cache: string): string {
  const owner = [environment["GITHUB_REPOSITORY"], environment["RUNNER_NAME"], cache].join("\n");
  const key = createHash("sha256").update(owner).digest("hex").slice(0, 24);
  const state = environment["XDG_STATE_HOME"] || join(environment["HOME"] || homedir(), ".local/state");
  return join(state, "nur-ci", "push", key);
}

function jobOf(environment: Environment): string {
  // The last is new in every job, the rows of one matrix included; not every runner gives it.
  return ["GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_JOB", "RUNNER_TRACKING_ID"]
    .map((name) => environment[name] ?? "")
    .join(" ");
}
