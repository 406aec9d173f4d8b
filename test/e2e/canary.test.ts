import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { localSystem } from "../../actions/lib/nix/local-system.ts";
import { aCachix } from "../support/cachix.ts";
import { aJob } from "../support/job.ts";
import { nixEnvironment } from "../support/nix.ts";
import type { Sighting } from "../support/process-sampler.ts";
import type { StepResult } from "../support/runner.ts";
import { root } from "../support/tree.ts";

/** One job with every bundle in it, and two secrets unlike any other text: where do they turn up? */

function startSampler(needles: readonly string[]) {
  const script = join(root, "test/support/process-sampler.ts");
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(needles.join("\n"));
  const output = text(child.stdout);
  const ready = once(child.stdout, "data");
  return {
    ready,
    stop: async () => {
      child.kill("SIGTERM");
      return JSON.parse(await output) as { rounds: number; sightings: readonly Sighting[] };
    },
  };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

test("the token is found in the Authorization header, and nowhere else", async () => {
  const server = await aCachix();
  const { token, reference } = server.cache;
  const home = mkdtempSync(join(tmpdir(), "nur-ci-canary-"));
  const job = aJob(home, { NIX_CONFIG: nixEnvironment()["NIX_CONFIG"] });
  const workspace = join(job.temporary, "workspace");
  cpSync(join(root, "examples/sample-nur"), workspace, { recursive: true });
  const needles = [token, Buffer.from(`:${token}`).toString("base64")];
  const sampler = startSampler(needles);
  await sampler.ready;

  const flake = `path:${workspace}`;
  const secret = { "auth-token": token };
  const cache = { cache: reference, ...secret };
  const results: StepResult[] = [];
  const step = async (action: string, inputs: Readonly<Record<string, string>>) => {
    const result = await job.step(action, inputs);
    results.push(result);
    return result;
  };
  await step("cachix-push", cache);
  await step("hash-guard", { paths: ".", ...secret });
  const planned = await step("plan", { flake, systems: localSystem(), ...cache });
  const built = await step("nix-build", {
    flake,
    "plan-file": planned.outputs["plan-file"] ?? "",
    shard: `lantern-${localSystem()}`,
    ...cache,
  });
  await step("cachix-push", { ...cache, "results-file": built.outputs["results-file"] ?? "" });
  await step("cachix-push", { ...cache, paths: "/nix/store/no-such-path" });
  await step("cachix-push", { cache: "no/cache", ...secret });
  const onDisk = [...filesBelow(home), ...filesBelow(job.temporary)].map((file) =>
    readFileSync(file, "latin1"),
  );
  results.push(...(await job.end()));
  const sampled = await sampler.stop();
  const atServer = filesBelow(server.state)
    .filter((file) => !file.endsWith("secrets.json"))
    .map((file) => readFileSync(file, "latin1"));
  const authorized = server.requests.length;
  await server.dispose();
  rmSync(home, { recursive: true });

  const logs = results.map(({ log }) =>
    log
      .split("\n")
      .filter((line) => !line.startsWith("::add-mask::"))
      .join("\n"),
  );
  const said = results.map(({ outputs, summary, exported, state, annotations }) =>
    JSON.stringify({ outputs, summary, exported, state, annotations }),
  );
  for (const needle of needles)
    for (const place of [...logs, ...said, ...onDisk, ...atServer])
      expect(place.includes(needle)).toBe(false);

  // What was looked at is what was meant: every step ran, pushed, and was seen by the sampler with its input.
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
  expect(authorized).toBeGreaterThan(20);
  expect(sampled.rounds).toBeGreaterThan(50);
  const isStep = ({ where, commandLine }: Sighting) =>
    where === "environment" && /^\S+ \S+\/dist\/[a-z-]+\.mjs$/.test(commandLine);
  expect(sampled.sightings.filter(isStep).length).toBeGreaterThan(2);
  // The runner itself hands the inputs to a step by its environment; nobody else has them.
  expect(sampled.sightings.filter((sighting) => !isStep(sighting))).toEqual([]);
}, 180_000);
