/**
 * A push of ours against `nix copy` with its defaults, side by side in one run, whole processes: time and peak memory.
 * Usage: npm run bench -- push [small|large|present]…
 */

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aCachix } from "../test/support/cachix.ts";
import { aClosure } from "../test/support/closures.ts";
import { nixEnvironment, realNix } from "../test/support/nix.ts";
import { aPlainStore } from "../test/support/plain-store.ts";
import { seconds } from "./support/measure.ts";

const latencyMs = 50;
const bundle = join(import.meta.dirname, "../dist/cachix-push.mjs");
const folder = mkdtempSync(join(tmpdir(), "bench-push-"));
const nix = realNix();
const scenes = { small, large, present };
const asked = process.argv.slice(2) as (keyof typeof scenes)[];

try {
  for (const [name, scene] of Object.entries(scenes))
    if (asked.length === 0 || asked.includes(name as keyof typeof scenes)) await scene();
} finally {
  rmSync(folder, { recursive: true });
}

async function small(): Promise<void> {
  const root = await aClosure(nix, { paths: 1000, bytes: 30_000 });
  title(`1,000 paths of 30 kB, ${latencyMs} ms before every answer`);
  const servers = await start(latencyMs);
  const ours = report("ours", await push(servers, root, "none"));
  const theirs = report("nix copy --to http://", await copy(`${servers.plain.url}`, root));
  const again = await start(latencyMs);
  report("ours, and all of it read back", await push(again, root, "quick"));
  ratio(theirs.seconds / ours.seconds, 3);
  await Promise.all([servers.stop(), again.stop()]);
}

async function large(): Promise<void> {
  const file = writeLarge(join(folder, "large"));
  const root = spawnSync("nix-store", ["--add", file], { env: nixEnvironment() as NodeJS.ProcessEnv })
    .stdout.toString()
    .trim();
  title("one path of 1 GiB, zstd level 3");
  const hash = seconds(() => createHash("sha256").update(readFileSync(file)).digest());
  const pack = seconds(() =>
    spawnSync("zstd", ["-3", "-T1", "-q", "-c", file], { stdio: ["ignore", "ignore", "ignore"] }),
  );
  row("this machine's limit", `hash ${hash.toFixed(2)} s, zstd -3 on one core ${pack.toFixed(2)} s`);
  const servers = await start(0);
  const ours = report("ours", await push(servers, root, "none"));
  const url = `${servers.plain.url}?compression=zstd&compression-level=3`;
  const theirs = report("nix copy, zstd level 3", await copy(url, root));
  // Once all is sent, our server unpacks and hashes it while the client waits; nix copy's target only keeps what it is given.
  const check = checkSeconds(servers);
  row("our server's check after that", `${check.toFixed(2)} s of ours; nix copy's target checks nothing`);
  row("ratio, the check counted", `${(theirs.seconds / ours.seconds).toFixed(2)}x`);
  ratio(theirs.seconds / (ours.seconds - check), 1);
  await servers.stop();
  spawnSync("nix-store", ["--delete", root]);
}

/** How long the client waited for the last answer to its one upload. */
function checkSeconds({ cachix }: Servers): number {
  return (cachix.requests.find(({ path }) => path.endsWith("/complete"))?.milliseconds ?? 0) / 1000;
}

async function present(): Promise<void> {
  const root = await aClosure(nix, { paths: 10_000, bytes: 500 });
  title("10,000 paths that are there already");
  const servers = await start(0);
  await push(servers, root, "none");
  const before = servers.cachix.requests.length;
  const ours = report("ours", await push(servers, root, "none"));
  row("requests", `${servers.cachix.requests.length - before}`);
  await copy(servers.plain.url, root);
  report("nix copy --to http://", await copy(servers.plain.url, root));
  row("limit", `${ours.seconds.toFixed(2)} s (at most 2)`);
  await servers.stop();
}

type Servers = Awaited<ReturnType<typeof start>>;

async function start(delay: number) {
  const cachix = await aCachix();
  if (delay > 0)
    cachix.faults.add({ times: Number.POSITIVE_INFINITY, fault: { kind: "delay", milliseconds: delay } });
  const plain = await aPlainStore({ latencyMs: delay });
  return { cachix, plain, stop: () => Promise.all([cachix.dispose(), plain.dispose()]) };
}

type Run = {
  readonly seconds: number;
  /** Processor time of the process alone, the load of the machine aside. */
  readonly work: number;
  readonly mebibytes: number;
};

/** The bundle as a step of a job. */
function push({ cachix }: Servers, root: string, verify: string): Promise<Run> {
  const home = mkdtempSync(join(folder, "step-"));
  const files = ["GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"];
  for (const name of files) writeFileSync(join(home, name), "");
  return run(process.execPath, [bundle], {
    ...Object.fromEntries(files.map((name) => [name, join(home, name)])),
    ...{ GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: home, RUNNER_TEMP: home, HOME: home },
    INPUT_CACHE: cachix.cache.reference,
    "INPUT_AUTH-TOKEN": cachix.cache.token,
    INPUT_PATHS: root,
    INPUT_VERIFY: verify,
  });
}

function copy(url: string, root: string): Promise<Run> {
  const args = ["--extra-experimental-features", "nix-command", "copy", "--to", url, root];
  return run("nix", args, { XDG_CACHE_HOME: mkdtempSync(join(folder, "cache-")) });
}

async function run(
  program: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Run> {
  const started = performance.now();
  const child = spawn(program, args, {
    env: { ...(nixEnvironment() as NodeJS.ProcessEnv), NODE_OPTIONS: "", ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-2000);
  });
  let [mebibytes, work] = [0, 0];
  const looking = setInterval(() => {
    mebibytes = Math.max(mebibytes, peakOf(child.pid));
    work = Math.max(work, workOf(child.pid));
  }, 20);
  const [code] = await once(child, "close");
  clearInterval(looking);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
  return { seconds: (performance.now() - started) / 1000, work, mebibytes };
}

/** The system's own high-water mark; 0 once the process is gone, or where there is no /proc. */
function peakOf(pid: number | undefined): number {
  try {
    return Math.round(
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    );
  } catch {
    return 0;
  }
}

/** Seconds of processor time of all its threads so far; 0 as above. Source: proc_pid_stat(5), in ticks of 10 ms. */
function workOf(pid: number | undefined): number {
  try {
    const [, , , , , , , , , , , user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")
      .map(Number);
    return (user + system) / 100;
  } catch {
    return 0;
  }
}

/** Hex: compressing halves it. */
function writeLarge(file: string): string {
  const descriptor = openSync(file, "w");
  let block = createHash("sha512").update(file).digest();
  for (let written = 0; written < 2 ** 30; ) {
    const lines: string[] = [];
    for (let line = 0; line < 8192; line++) {
      block = createHash("sha512").update(block).digest();
      lines.push(block.toString("hex"));
    }
    written += writeSync(descriptor, lines.join(""));
  }
  closeSync(descriptor);
  return file;
}

function title(text: string): void {
  console.log(`\n${text}`);
}

function row(name: string, value: string): void {
  console.log(`  ${name.padEnd(32)}${value}`);
}

function report(name: string, result: Run): Run {
  const { seconds, work, mebibytes } = result;
  row(name, `${seconds.toFixed(2)} s (processor ${work.toFixed(2)} s), peak ${mebibytes} MiB`);
  return result;
}

function ratio(value: number, least: number): void {
  row("ratio", `${value.toFixed(2)}x (at least ${least})`);
}
