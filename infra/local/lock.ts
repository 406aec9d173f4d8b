/** One server process to a state folder: two would write over each other. A lock whose owner is gone means nothing. */

import { randomUUID } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, refuse, succeed } from "../../workflows/problem.ts";

export type Lock = { release(): void };

/** Problem: state-locked. */
export function lockFolder(folder: string): Outcome<Lock> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "lock");
  const own = nameOf(process.pid);
  while (!writeNew(file, own)) {
    const owner = read(file);
    if (owner !== undefined && isAlive(owner)) return refuseFor(folder, owner);
    if (owner !== undefined) setAside(file, owner);
  }
  return succeed({
    release: () => {
      if (read(file) === own) rmSync(file, { force: true });
    },
  });
}

/** `PID` and when it started: numbers of processes come again. */
function nameOf(pid: number): string {
  return `${pid} ${startOf(pid) ?? "unknown"}`;
}

/** In ticks since the machine started, where the system says so. */
function startOf(pid: number): string | undefined {
  const stat = `/proc/${pid}/stat`;
  try {
    return existsSync(stat)
      ? readFileSync(stat, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ")[19]
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(owner: string): boolean {
  const [pid = "", started] = owner.split(" ");
  if (!/^[1-9][0-9]*$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = startOf(Number(pid));
  return now === undefined || started === "unknown" || now === started;
}

/** There with its text or not at all: an empty lock would look like nobody's. */
function writeNew(file: string, text: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(draft);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

/** Another process may have taken over the dead one's lock meanwhile: what was moved is looked at, and put back if it lives. */
function setAside(file: string, dead: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (read(aside) !== dead) linkSync(aside, file);
  rmSync(aside, { force: true });
}

function refuseFor(folder: string, owner: string): Outcome<Lock> {
  const pid = owner.split(" ")[0];
  return refuse({
    code: "state-locked",
    severity: "error",
    where: folder,
    what: `process ${pid} works with this folder`,
    fix: "end that process, or choose another folder: --state DIR",
  });
}
