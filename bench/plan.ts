/**
 * A plan of 200 attributes that are all cached, against one bare `nix eval` of their derivations, in one run, side by side.
 * Usage: npm run bench -- plan [ROUNDS]
 */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { median } from "./support/measure.ts";

const attributes = 200;
const limit = 1.5;
const rounds = Number(process.argv[2] ?? 7);
const temporary = mkdtempSync(join(tmpdir(), "bench-plan-"));
const server = createServer((request, response) => {
  // A Cachix that has everything: nothing is missing.
  request.resume().on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("[]"));
});
try {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const flake = writeFlake(join(temporary, "flake"));
  const program = await bundle(join(temporary, "plan.mjs"));
  const cache = `cachix+http://127.0.0.1:${(server.address() as AddressInfo).port}/mine`;
  const environment = { ...process.env, XDG_CACHE_HOME: join(temporary, "cache") };
  const bare = (): Promise<number> =>
    timed(
      "nix",
      evalArguments(flake),
      environment,
      (out) => Object.keys(JSON.parse(out)).length === attributes,
    );
  const plan = (): Promise<number> =>
    timed(process.execPath, [program, flake, cache], environment, (out) => out === `${attributes} cached`);
  await bare();
  await plan();
  const pairs: { readonly bare: number; readonly plan: number }[] = [];
  for (let round = 0; round < rounds; round++)
    pairs.push(round % 2 === 0 ? { bare: await bare(), plan: await plan() } : await reversed(plan, bare));
  const row = (name: string, value: string): void => console.log(name.padEnd(26) + value);
  console.log(`${attributes} attributes, all cached; median of ${rounds} pairs, whole processes`);
  row("nix eval of their drvPaths", ` ${median(pairs.map((pair) => pair.bare)).toFixed(3)} s`);
  row("plan", ` ${median(pairs.map((pair) => pair.plan)).toFixed(3)} s`);
  const ratio = median(pairs.map((pair) => pair.plan / pair.bare));
  row("ratio", ` ${ratio.toFixed(2)}x (at most ${limit})`);
  const extra = median(pairs.map((pair) => pair.plan - pair.bare));
  row("beside the evaluation", ` ${extra.toFixed(3)} s`);
  process.exitCode = ratio <= limit ? 0 : 1;
} finally {
  server.close();
  rmSync(temporary, { recursive: true, force: true });
}

async function reversed(
  plan: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<{ readonly bare: number; readonly plan: number }> {
  const first = await plan();
  return { plan: first, bare: await bare() };
}

function evalArguments(flake: string): readonly string[] {
  const features = ["--extra-experimental-features", "nix-command flakes"];
  const apply = "builtins.mapAttrs (_: package: package.drvPath)";
  return [
    ...features,
    "eval",
    "--json",
    "--no-eval-cache",
    `${flake}#packages.x86_64-linux`,
    "--apply",
    apply,
  ];
}

/** Seconds a whole process takes; throws when it does not do its work. */
async function timed(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  isDone: (output: string) => boolean,
): Promise<number> {
  const started = performance.now();
  const child = spawn(command, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (texts.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (texts.stderr += String(chunk)));
  await new Promise((resolve) => child.on("close", resolve));
  const seconds = (performance.now() - started) / 1000;
  if (!isDone(texts.stdout))
    throw new Error(`${command} failed: ${texts.stdout.slice(0, 500)} ${texts.stderr}`);
  return seconds;
}

/** The action as it ships: one file, no types to strip. */
async function bundle(path: string): Promise<string> {
  const contents = `
    import { mkdtempSync } from "node:fs";
    import { run } from "./actions/plan/run.ts";
    const nothing = () => {};
    const [flake, cache] = process.argv.slice(2);
    const temporary = mkdtempSync(${JSON.stringify(`${temporary}/run-`)});
    const host = { environment: process.env, workspace: flake, temporary, signal: new AbortController().signal,
      mask: nothing, info: nothing, progress: nothing, report: nothing, foreign: nothing };
    const inputs = { flake: ".", file: "", attribute: ["packages"], systems: ["x86_64-linux"], cache: [cache],
      authToken: "", knownFailures: "", maxJobs: 256, nested: false, targetMinutes: 45, timings: [], history: "", runners: [], base: "" };
    const { json, problems } = await run(inputs, host);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    process.stdout.write(json.skipped.filter(({ reason }) => reason === "cached").length + " cached");`;
  await build({
    stdin: { contents, resolveDir: join(import.meta.dirname, ".."), loader: "ts" },
    ...{ outfile: path, bundle: true, minify: true, platform: "node", target: "node24", format: "esm" },
  });
  return path;
}

/**
 * Packages as nixpkgs makes them: a function each, called with a fixed point, a source, a few dependencies, a full meta, and
 * as dear: 3 ms an attribute, as all of nixpkgs takes (306 s for some 100,000), and half a second before the first.
 */
function writeFlake(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: attributes }, (_, number) => `"org-package-${number}"`);
  writeFileSync(
    join(folder, "flake.nix"),
    `{
  outputs = _: let
    system = "x86_64-linux";
    fix = f: let x = f x; in x;
    work = count: seed: toString (builtins.foldl' (sum: x: sum + x * seed) 0 (builtins.genList (x: x) count));
    call = set: f: f (builtins.intersectAttrs (builtins.functionArgs f) set);
    make = args: let all = { inherit system; builder = "/bin/sh"; } // builtins.removeAttrs args [ "meta" ]; in
      derivation all // { meta = { available = true; broken = false; unfree = false; position = "\${./flake.nix}:1"; } // args.meta; };
    fetch = name: make { name = "\${name}-source"; outputHash = builtins.hashString "sha256" name; outputHashAlgo = "sha256"; meta = { }; };
    library = set: builtins.listToAttrs (map (number: let name = "library-\${toString number}"; in {
      inherit name;
      value = make { inherit name; src = fetch name; env = work 40000 number; meta = { }; };
    }) (builtins.genList (x: x) 100));
    package = name: { library-1, library-2, library-50, ... }: make {
      inherit name; src = fetch name; buildInputs = [ library-1 library-2 library-50 ];
      outputs = [ "out" "dev" ];
      script = builtins.concatStringsSep "\\n" (builtins.genList (x: "step \${toString x} of \${name}") 100);
      effort = work 30000 (builtins.stringLength name);
      meta = { description = "Package \${name}"; license = { free = true; spdxId = "MIT"; }; platforms = [ system ]; mainProgram = name; };
    };
    names = [ ${names.join(" ")} ];
    set = fix (self: library self // builtins.listToAttrs (map (name: { inherit name; value = call self (package name); }) names));
  in { packages.\${system} = builtins.listToAttrs (map (name: { inherit name; value = set.\${name}; }) names); };
}
`,
  );
  return folder;
}
