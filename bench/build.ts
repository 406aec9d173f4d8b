/**
 * nix-build, as it ships, against one `nix build --keep-going` of as many derivations, in pairs. In the sandbox, which is what
 * Nix does by itself and every runner has: that ratio counts. And without it, where a build takes 7 ms and all that is done once
 * in a run, such as the start of Node, shows most.
 * Usage: npm run bench -- build [COUNT]
 */

import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSingleUser, withNixSettings } from "../infra/local/nix-settings.ts";
import { median, seconds, sum } from "./support/measure.ts";

const count = Number(process.argv[2] ?? 200);
/** Even: each comes first as often as second. */
const rounds = 20;
const limit = 1.1;

type Made = { readonly name: string; readonly drvPath: string; readonly out: string };
type Environment = NodeJS.ProcessEnv;

const temporary = mkdtempSync(join(tmpdir(), "bench-build-"));
try {
  console.log(`${count} trivial derivations, never built before; ${rounds} pairs each, whole processes`);
  const sandboxed = sandboxes().find(builds);
  if (sandboxed === undefined) console.log("in the sandbox  left out: no sandbox can be had here");
  const inside = sandboxed && measure("in the sandbox", sandboxed);
  const outside = measure("without it", settings({ sandbox: false }));
  const ratio = inside ?? outside;
  console.log(`ratio           ${ratio.toFixed(3)}x (at most ${limit})`);
  process.exitCode = ratio <= limit ? 0 : 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function settings({ sandbox }: { readonly sandbox: boolean }): Environment {
  return withNixSettings(process.env, { sandbox, substitute: false, singleUser: isSingleUser() });
}

/** With the shell that Nix brings along for its builders, and for a Nix that has none with that of the machine. */
function sandboxes(): readonly Environment[] {
  const own = settings({ sandbox: true });
  const shell = ["/bin", "/lib", "/lib64", "/usr"].filter((path) => existsSync(path)).join(" ");
  return ["", `sandbox-paths = ${shell}\n`].map((paths) => ({
    ...own,
    NIX_CONFIG: `${own["NIX_CONFIG"]}sandbox = true\nsandbox-fallback = false\n${paths}`,
  }));
}

function builds(environment: Environment): boolean {
  const drvPaths = make(environment, 1).map(({ drvPath }) => drvPath);
  return spawnSync("nix-store", ["--realise", ...drvPaths], { env: environment }).status === 0;
}

/** Wall time of nix-build by that of nix build. */
function measure(where: string, environment: Environment): number {
  const pairs = Array.from({ length: rounds }, (_, round) => {
    // Whoever comes second finds a warmer machine: each is that as often as the other.
    if (round % 2 === 0) return { bare: timeBare(environment), ours: timeOurs(environment) };
    const ours = timeOurs(environment);
    return { bare: timeBare(environment), ours };
  });
  // Single times scatter by a fifth here, and the sums of many least of all that was tried.
  const bare = sum(pairs.map((pair) => pair.bare));
  const ours = sum(pairs.map((pair) => pair.ours));
  const more = (1000 * median(pairs.map((pair) => pair.ours - pair.bare))).toFixed(0);
  const times = `nix build ${(bare / rounds).toFixed(2)} s, nix-build ${(ours / rounds).toFixed(2)} s`;
  console.log(`${where.padEnd(14)}  ${times} (median ${more} ms more): ${(ours / bare).toFixed(3)}x`);
  return ours / bare;
}

function timeBare(environment: Environment): number {
  const version = spawnSync("nix", ["--version"], { encoding: "utf8" }).stdout;
  // Before 2.13 a derivation's path means its outputs, and `^` is no part of it.
  const suffix = / 2\.(?:[0-9]|1[0-2])\./.test(version) ? "" : "^*";
  const installables = make(environment, count).map(({ drvPath }) => `${drvPath}${suffix}`);
  return seconds(() => finished("nix", ["build", "--keep-going", "--no-link", ...installables], environment));
}

function timeOurs(environment: Environment): number {
  const planFile = join(temporary, "plan.json");
  writeFileSync(planFile, JSON.stringify(planOf(make(environment, count))));
  const program = join(import.meta.dirname, "../dist/nix-build.mjs");
  const output = join(temporary, "output");
  writeFileSync(output, "");
  const inputs = { "INPUT_PLAN-FILE": planFile, INPUT_SHARD: "all", GITHUB_OUTPUT: output };
  const step = { ...environment, ...inputs, RUNNER_TEMP: temporary, GITHUB_WORKSPACE: temporary };
  const time = seconds(() => finished(process.execPath, [program], step));
  if (!readFileSync(output, "utf8").includes(`${count}`)) throw new Error("nix-build did not build all");
  return time;
}

/** New ones each time, so that nothing of an earlier round is there. */
function make(environment: Environment, length: number): readonly Made[] {
  const expression = `map (number: rec {
    name = "trivial-\${toString number}"; drvPath = drv.drvPath; out = drv.outPath;
    drv = derivation { inherit name; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo > $out" ]; salt = "${randomUUID()}"; };
  }) (builtins.genList (n: n) ${length})`;
  const pick = `map ({ name, drvPath, out, ... }: { inherit name drvPath out; }) (${expression})`;
  const args = ["--eval", "--strict", "--json", "--read-write-mode", "-E", pick];
  return JSON.parse(finished("nix-instantiate", args, environment)) as readonly Made[];
}

function planOf(made: readonly Made[]): unknown {
  const system = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-${process.platform}`;
  const entries = made.map(({ name, drvPath, out }) => ({
    ...{ attr: `packages.${system}.${name}`, organization: "bench", name, system, drvPath },
    ...{ outputs: { out }, meta: {} },
  }));
  const attrs = entries.map(({ attr }) => attr);
  const shard = { id: "all", organization: "bench", system, runner: "here", attrs, estimate: 0 };
  const rest = { skipped: [], problems: [], shards: [shard] };
  return { version: 1, flake: ".", systems: [system], entries, ...rest };
}

function finished(program: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  const done = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28, env });
  if (done.status !== 0)
    throw new Error(`${program} ended with ${done.status}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}
