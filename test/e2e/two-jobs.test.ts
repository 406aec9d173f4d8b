import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { pushClosure } from "../../actions/lib/cache/push.ts";
import type { PathResult } from "../../actions/lib/results-file.ts";
import { aCachix, aPush, aPushHost, impatient, type TestCachix } from "../support/cachix.ts";
import { aClosure } from "../support/closures.ts";
import { watchVisible } from "../support/fault-matrix.ts";
import { aJob } from "../support/job.ts";
import { nixEnvironment, realNix } from "../support/nix.ts";

/** Two jobs of one run push the same closure at once: two processes of the bundle, one cache. */

const nix = realNix();
const home = mkdtempSync(join(tmpdir(), "nur-ci-two-"));
let server: TestCachix;
let closure: readonly string[];
let root: string;

beforeAll(async () => {
  const expression = `
    let
      build = name: script: derivation {
        inherit name; system = builtins.currentSystem; builder = "/bin/sh"; PATH = "/usr/bin:/bin";
        args = [ "-c" script ];
      };
      small = builtins.genList (n: build "nur-ci-two-small-\${toString n}" "echo \${toString n} > $out") 30;
      large = builtins.genList (n: build "nur-ci-two-large-\${toString n}" "head -c 6000000 /dev/urandom > $out") 4;
    in build "nur-ci-two-root" "echo \${toString (small ++ large)} > $out"`;
  const done = await nix("nix-build", ["--no-out-link", "--expr", expression]);
  root = done.stdout.trim();
  closure = (await nix("nix-store", ["--query", "--requisites", root])).stdout.trim().split("\n");
});
afterAll(() => rmSync(home, { recursive: true }));
afterEach(() => server.dispose());

async function pushBoth(inputs: Readonly<Record<string, string>>) {
  const jobs = [1, 2].map(() => aJob(home, { NIX_CONFIG: nixEnvironment()["NIX_CONFIG"] }));
  const cache = { cache: server.cache.reference, "auth-token": server.cache.token };
  const results = await Promise.all(jobs.map((job) => job.step("cachix-push", { ...cache, ...inputs })));
  for (const job of jobs) job.vanish();
  return results;
}

describe("two jobs that push the same closure at once", () => {
  test("are both green, and the cache is whole: real Nix takes all of it, signatures required", async () => {
    server = await aCachix({ caches: [{ name: "house", requireClosure: true }] });
    const results = await pushBoth({ paths: root });
    for (const { exitCode, outputs, annotations } of results) {
      expect([exitCode, annotations, outputs["failed"]]).toEqual([0, [], "0"]);
      expect(Number(outputs["pushed"]) + Number(outputs["present"])).toBe(closure.length);
    }
    const store = mkdtempSync(join(tmpdir(), "nur-ci-two-store-"));
    const copied = await nix("nix", [
      ...["copy", "--from", server.cache.readUrl, "--to", `local?root=${store}`, root],
      ...["--option", "require-sigs", "true", "--option", "trusted-public-keys", server.cache.publicKey],
    ]);
    expect(copied).toMatchObject({ exitCode: 0 });
    const checked = await nix("nix-store", [
      "--store",
      `local?root=${store}`,
      "--verify",
      "--check-contents",
    ]);
    expect(checked).toMatchObject({ exitCode: 0 });
    expect(leftovers()).toEqual([]);
    execFileSync("chmod", ["-R", "u+w", store]);
    rmSync(store, { recursive: true });
  }, 120_000);

  test("a large path that the other one has finished is not sent again", async () => {
    server = await aCachix();
    // Two large ones at a time: while the first two dawdle, somebody else pushes the rest.
    server.faults.add({ method: "PUT", times: 2, fault: { kind: "delay", milliseconds: 3000 } });
    const large = closure.filter((path) => path.includes("-large-"));
    const slow = pushClosure(aPush(server.cache, { roots: large }), nix, aPushHost(), { http: impatient });
    while (!server.requests.some(({ path }) => path.endsWith("/multipart-nar")))
      await new Promise<void>((resolve) => server.onRequest(resolve));
    const quick = await pushClosure(
      aPush(server.cache, { roots: large.slice(2), verify: "none" }),
      nix,
      aPushHost(),
      { http: impatient },
    );
    expect(states(quick.paths)).toEqual(["pushed", "pushed"]);
    const report = await slow;
    expect(report.problems).toEqual([]);
    expect(states(report.paths)).toEqual(["present", "present", "pushed", "pushed"]);
    const parts = server.requests.filter(({ method }) => method === "PUT").length;
    expect(parts).toBe(large.length);
  }, 60_000);

  test("little of many small paths is sent by both, though both begin at once", async () => {
    server = await aCachix();
    const watch = watchVisible(server);
    const count = 1000;
    const wide = await aClosure(nix, { paths: count, bytes: 500, seed: "two" });
    // Then it takes seconds on any machine, and the order of each is what counts.
    server.faults.add({ times: Number.POSITIVE_INFINITY, fault: { kind: "delay", milliseconds: 100 } });
    const results = await pushBoth({ paths: wide, verify: "none" });
    for (const { exitCode, outputs, annotations } of results) {
      expect([exitCode, annotations, outputs["failed"]]).toEqual([0, [], "0"]);
      expect(Number(outputs["pushed"]) + Number(outputs["present"])).toBe(count + 1);
    }
    watch.check();
    expect(watch.seen()).toBe(count + 1);
    expect(leftovers()).toEqual([]);
    // All of it twice when both walk in step. A tenth of so few is under way at any moment, unseen: 1.5 is usual. The bound is wide.
    const sent = server.requests.filter(({ method }) => method === "PUT").length;
    expect(sent).toBeLessThan(1.8 * count);
  }, 120_000);
});

function states(paths: readonly PathResult[]): readonly string[] {
  return paths.map(({ state }) => state).sort();
}

/** Uploads that nobody completed or aborted. */
function leftovers(): readonly string[] {
  return readdirSync(join(server.state, "caches/house/uploads"));
}
