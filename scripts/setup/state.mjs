/** What outlives a run of the set-up, under .local: the stamp of what is good, and the lock that keeps two runs apart. */

import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { evidenceOf, readStamp, stampFile } from "./evidence.mjs";

const lockFile = join(dirname(stampFile), "setup.lock");
const longestWaitSeconds = 1800;

export function remember(parts) {
  if (parts.length === 0) return;
  const stamp = { ...readStamp(), ...Object.fromEntries(parts.map((part) => [part, evidenceOf(part)])) };
  try {
    mkdirSync(dirname(stampFile), { recursive: true });
    const draft = `${stampFile}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(stamp)}\n`);
    renameSync(draft, stampFile);
  } catch (error) {
    console.error(`setup: the next start looks into all again: ${error.message}`);
  }
}

/** Two of npm in one node_modules destroy each other's work: the second run waits for the first. */
export async function whileAlone(action) {
  const until = Date.now() + longestWaitSeconds * 1000;
  let told;
  while (!takeLock()) {
    const owner = readOwner();
    if (owner === undefined) rmSync(lockFile, { force: true });
    else if (Date.now() > until) return [stuck(owner)];
    else if (told !== owner) console.error(`setup: process ${owner} is at it already; waiting for it …`);
    told = owner;
    await wait(200);
  }
  const release = () => {
    if (readOwner() === process.pid) rmSync(lockFile, { force: true });
  };
  process.once("exit", release);
  try {
    return await action();
  } finally {
    release();
  }
}

/** True also where no lock can be written: npm cannot write there either. */
function takeLock() {
  try {
    mkdirSync(dirname(lockFile), { recursive: true });
    const file = openSync(lockFile, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    return error.code !== "EEXIST";
  }
}

/** The living process that holds the lock, or undefined. */
function readOwner() {
  try {
    const owner = Number(readFileSync(lockFile, "utf8"));
    process.kill(owner, 0);
    return owner;
  } catch (error) {
    return error.code === "EPERM" ? "of another user" : undefined;
  }
}

function stuck(owner) {
  const what = `process ${owner} has held the lock for ${longestWaitSeconds / 60} minutes`;
  return { code: "install-failed", where: lockFile, what, fix: `end that process, or run: rm ${lockFile}` };
}
