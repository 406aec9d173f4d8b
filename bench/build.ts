/** nix-build, as it ships, against one `nix build --keep-going` of as many derivations, in pairs. Usage: npm run bench -- build [COUNT] */

import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSingleUser, withNixSettings } from "../infra/local/nix-settings.ts";
import { median, seconds, sum } from "./support/measure.ts";

const count = Number(process.argv[2] ?? 200);
/** Even: each comes first as often as second. */
const rounds = 20;
const limit = 1.1;

type Made = { readonly name: string; readonly drvPath: string; readonly out: string };

const settings = { sandbox: false, substitute: false, singleUser: isSingleUser() };
const environment = withNixSettings(process.env, settings) as NodeJS.ProcessEnv;
const temporary = mkdtempSync(join(tmpdir(), "bench-build-"));
try {
  const pairs: { readonly bare: number; readonly ours: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Whoever comes second finds a warmer machine: each is that as often as the other.
    const bareFirst = round % 2 === 0;
    const early = bareFirst ? timeBare() : timeOurs();
    const late = bareFirst ? timeOurs() : timeBare();
    pairs.push(bareFirst ? { bare: early, ours: late } : { bare: late, ours: early });
  }
  // Single times scatter by a fifth here, and the sums of many least of all that was tried.
  const bare = sum(pairs.map((pair) => pair.bare));
  const ours = sum(pairs.map((pair) => pair.ours));
  const ratio = ours / bare;
  const slower = median(pairs.map((pair) => pair.ours - pair.bare));
  console.log(`${count} trivial derivations, never built before; ${rounds} pairs, whole processes`);
  console.log(`nix build --keep-going    ${(bare / rounds).toFixed(2)} s`);
  console.log(
    `nix-build                 ${(ours / rounds).toFixed(2)} s, ${(slower * 1000).toFixed(0)} ms more (median)`,
  );
  console.log(`ratio                     ${ratio.toFixed(3)}x (at most ${limit})`);
  process.exitCode = ratio <= limit ? 0 : 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function timeBare(): number {
  const version = spawnSync("nix", ["--version"], { encoding: "utf8" }).stdout;
  // Before 2.13 a derivation's path means its outputs, and `^` is no part of it.
  const suffix = / 2\.(?:[0-9]|1[0-2])\./.test(version) ? "" : "^*";
  const installables = make().map(({ drvPath }) => `${drvPath}${suffix}`);
  return seconds(() => finished("nix", ["build", "--keep-going", "--no-link", ...installables], environment));
}

function timeOurs(): number {
  const planFile = join(temporary, "plan.json");
  writeFileSync(planFile, JSON.stringify(planOf(make())));
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
function make(): readonly Made[] {
  const expression = `map (number: rec {
    name = "trivial-\${toString number}"; drvPath = drv.drvPath; out = drv.outPath;
    drv = derivation { inherit name; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo > $out" ]; salt = "${randomUUID()}"; };
  }) (builtins.genList (n: n) ${count})`;
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
