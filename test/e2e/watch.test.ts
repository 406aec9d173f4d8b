import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Environment } from "../../actions/lib/host/host.ts";
import { isRunning } from "../../actions/lib/host/process.ts";
import type { CacheSettings } from "../../infra/local/cachix/accounts.ts";
import { aCachix, type TestCachix } from "../support/cachix.ts";
import { aJob, type TestJob } from "../support/job.ts";
import { nixEnvironment, realNix } from "../support/nix.ts";
import type { StepResult } from "../support/runner.ts";

/** The committed bundle as a step that watches a job: main, builds by real Nix, post. */

let home: string;
let cleanUp: (() => unknown)[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "nur-ci-home-"));
});
afterEach(async () => {
  for (const dispose of cleanUp.reverse()) await dispose();
  cleanUp = [];
  rmSync(home, { recursive: true });
});

async function serve(settings: Partial<CacheSettings> = {}): Promise<TestCachix> {
  const server = await aCachix({ caches: [{ name: "house", ...settings }] });
  cleanUp.push(server.dispose);
  return server;
}

function job(environment: Environment = {}): TestJob {
  const { NIX_CONFIG } = nixEnvironment();
  const started = aJob(home, { NIX_CONFIG, ...environment });
  cleanUp.push(started.vanish);
  return started;
}

function asGiven(server: TestCachix): Readonly<Record<string, string>> {
  return { cache: server.cache.reference, "auth-token": server.cache.token };
}

let builds = 0;

/** Builds as a `run:` step of the job would; a new path each time. */
async function build(within: TestJob, script = "echo built > $out", name = "built"): Promise<string> {
  const expression = `derivation {
    name = "nur-ci-watch-${name}"; system = builtins.currentSystem; builder = "/bin/sh";
    args = [ "-c" "${script}; # ${process.pid} ${Date.now()} ${builds++}" ];
  }`;
  const done = await realNix(within.environment())("nix-build", ["--no-out-link", "--expr", expression]);
  if (done.exitCode !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}

async function isThere(server: TestCachix, path: string): Promise<boolean> {
  const narInfo = `${server.cache.readUrl}/${path.slice(11, 43)}.narinfo`;
  const headers = { authorization: `Bearer ${server.cache.readToken}` };
  return (await fetch(narInfo, { headers })).status === 200;
}

async function visible(server: TestCachix, path: string): Promise<void> {
  for (let tries = 0; !(await isThere(server, path)); tries++) {
    if (tries > 200) throw new Error(`${path} never became visible`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function endOf(within: TestJob): Promise<StepResult> {
  const [end] = await within.end();
  if (end === undefined) throw new Error("there was no post step");
  return end;
}

function spools(): readonly string[] {
  const folder = join(home, ".local/state/nur-ci/push");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((key) =>
    readdirSync(join(folder, key)).map((name) => join(folder, key, name)),
  );
}

function titles({ annotations }: StepResult): readonly string[] {
  return annotations.map(({ level, properties }) => `${level} ${properties["title"]}`);
}

describe("a job that is watched", () => {
  test("pushes what it builds while it goes on; its end reads back and tells", async () => {
    const server = await serve({ requireClosure: true });
    const watched = job();
    const main = await watched.step("cachix-push", asGiven(server));
    expect(main).toMatchObject({ exitCode: 0, annotations: [], outputs: { mode: "watch", pushed: "" } });
    const path = await build(watched);
    await visible(server, path);
    const end = await endOf(watched);
    expect(end).toMatchObject({ exitCode: 0, annotations: [], outputs: { pushed: "1", failed: "0" } });
    expect(end.summary).toContain(path);
    expect(end.summary).toContain("1 built");
    expect(end.summary).toContain("read back");
    expect(spools()).toEqual([]);
  });

  test("keeps cachix-action's words", async () => {
    const server = await serve();
    const watched = job();
    const main = await watched.step("cachix-push", {
      name: server.cache.reference,
      authToken: server.cache.token,
      skipPush: "false",
      pushFilter: "-left-out$",
      // As a runner hands over the defaults of action.yml.
      "skip-push": "false",
      "push-filter": "",
    });
    expect(main).toMatchObject({ exitCode: 0, outputs: { mode: "watch" } });
    expect(main.masked).toContain(server.cache.token);
    await build(watched, "echo no > $out", "left-out");
    const wanted = await build(watched);
    const end = await endOf(watched);
    expect(end.outputs).toMatchObject({ pushed: "1" });
    expect(end.summary).toContain(wanted);
  });

  test("pushes what was finished although the build fails", async () => {
    const server = await serve();
    const watched = job();
    await watched.step("cachix-push", asGiven(server));
    const good = await build(watched);
    await expect(build(watched, "exit 1", "wreck")).rejects.toThrow("nur-ci-watch-wreck");
    const end = await endOf(watched);
    expect(end).toMatchObject({ exitCode: 0, outputs: { pushed: "1" } });
    expect(end.summary).toContain(good);
  });

  test("feeds two caches from two steps, and the user's own hook still runs", async () => {
    const [first, second] = [await serve(), await serve()];
    const hook = join(home, "own-hook");
    writeFileSync(hook, `#!/bin/sh\necho "$DRV_PATH" >> ${home}/heard\n`, { mode: 0o755 });
    const watched = job({ NIX_USER_CONF_FILES: join(home, "own.conf") });
    writeFileSync(join(home, "own.conf"), `post-build-hook = ${hook}\n`);
    for (const server of [first, second]) await watched.step("cachix-push", asGiven(server));
    const path = await build(watched);
    await Promise.all([visible(first, path), visible(second, path)]);
    const ends = await watched.end();
    expect(ends.map(({ exitCode, outputs }) => [exitCode, outputs["pushed"]])).toEqual([
      [0, "1"],
      [0, "1"],
    ]);
    expect(readFileSync(join(home, "heard"), "utf8").trim().split("\n")).toHaveLength(1);
  });

  test("without the hook compares the store at its end", async () => {
    const server = await serve();
    const watched = job();
    await watched.step("cachix-push", { ...asGiven(server), useDaemon: "false" });
    const path = await build(watched);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(server.requests.some(({ path: url }) => url.endsWith("/narinfo"))).toBe(false);
    const end = await endOf(watched);
    expect(end.outputs).toMatchObject({ pushed: expect.stringMatching(/^[1-9]/) });
    expect(await isThere(server, path)).toBe(true);
  });
});

describe("a job that dies", () => {
  test("leaves what it built to the next one on the same runner, and to no other repository", async () => {
    const server = await serve();
    const lost = job({ GITHUB_RUN_ID: "1" });
    await lost.step("cachix-push", asGiven(server));
    // Nothing gets through while the first job lives.
    server.faults.add({ method: "PUT", times: Number.POSITIVE_INFINITY, fault: { kind: "reset" } });
    const path = await build(lost);
    killDrain();
    lost.vanish();
    server.faults.clear();
    const stranger = job({ GITHUB_RUN_ID: "2", GITHUB_REPOSITORY: "another/repository" });
    await stranger.step("cachix-push", asGiven(server));
    expect((await endOf(stranger)).outputs).toMatchObject({ pushed: "0" });
    const next = job({ GITHUB_RUN_ID: "3" });
    await next.step("cachix-push", asGiven(server));
    await visible(server, path);
    expect((await endOf(next)).outputs).toMatchObject({ pushed: "1" });
    expect(spools()).toEqual([]);
  });

  test("in its drain alone does the work at its end", async () => {
    const server = await serve();
    const watched = job();
    await watched.step("cachix-push", asGiven(server));
    killDrain();
    const path = await build(watched);
    const end = await endOf(watched);
    expect(end).toMatchObject({ exitCode: 0, outputs: { pushed: "1" } });
    expect(end.summary).toContain(path);
  });

  test("for the cache keeps what failed for the next one", async () => {
    const server = await serve();
    const watched = job({ GITHUB_RUN_ID: "1" });
    await watched.step("cachix-push", { ...asGiven(server), policy: "warn" });
    server.faults.add({ method: "PUT", times: 9, fault: { kind: "answer", status: 400 } });
    const path = await build(watched);
    const end = await endOf(watched);
    expect(end).toMatchObject({ exitCode: 0, outputs: { failed: "1" } });
    expect(titles(end)).toEqual(["warning push-failed"]);
    server.faults.clear();
    const next = job({ GITHUB_RUN_ID: "2" });
    await next.step("cachix-push", asGiven(server));
    await visible(server, path);
    await endOf(next);
  });

  test.each([
    ["fail", 1, "error push-failed"],
    ["warn", 0, "warning push-failed"],
    ["ignore", 0, "notice push-failed"],
  ] as const)("policy %s decides what a failed push does to it", async (policy, exitCode, title) => {
    const server = await serve();
    const watched = job();
    await watched.step("cachix-push", { ...asGiven(server), policy });
    server.faults.add({ method: "PUT", times: 9, fault: { kind: "answer", status: 400 } });
    await build(watched);
    const end = await endOf(watched);
    expect(end.exitCode).toBe(exitCode);
    expect(titles(end)).toEqual([title]);
  });

  test("with its runner leaves a drain that pushes the rest, and ends", async () => {
    const server = await serve();
    const lost = job({ GITHUB_RUN_ID: "1" });
    await lost.step("cachix-push", asGiven(server));
    const path = await build(lost);
    const drain = drainId();
    lost.vanish();
    while (isRunning(drain)) await new Promise((resolve) => setTimeout(resolve, 50));
    await visible(server, path);
  });

  function drainId(): number {
    const [spool = ""] = spools();
    return Number(readFileSync(join(spool, "drain"), "utf8"));
  }

  function killDrain(): void {
    process.kill(drainId(), "SIGKILL");
  }
});

describe("who may not push", () => {
  test.each([
    ["a fork and a public cache", {}, ""],
    ["a fork and a private cache", { isPublic: false }, ""],
    ["a token that may only read", {}, "read"],
  ])("%s: one notice, green, nothing sent", async (_name, settings, token) => {
    const server = await serve(settings);
    const watched = job();
    const main = await watched.step("cachix-push", {
      cache: server.cache.reference,
      "auth-token": token === "" ? "" : server.cache.readToken,
    });
    expect(main).toMatchObject({ exitCode: 0, outputs: { mode: "read", pushed: "0" } });
    expect(titles(main)).toEqual(["notice cache-refused"]);
    await build(watched);
    const end = await endOf(watched);
    expect(end).toMatchObject({ exitCode: 0, annotations: [] });
    // Others build into this store meanwhile; watch-daemon.test.ts counts in one of its own.
    expect(end.summary).toMatch(/[1-9]\d* built/);
    expect(server.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("an expired token is told before anything is built", async () => {
    const server = await serve();
    for (const [policy, exitCode, title] of [
      ["fail", 1, "error cache-refused"],
      ["warn", 0, "warning cache-refused"],
    ] as const) {
      const inputs = { cache: server.cache.reference, "auth-token": "expired-token", policy };
      const main = await job().step("cachix-push", inputs);
      expect(main.exitCode).toBe(exitCode);
      expect(titles(main)).toEqual([title]);
    }
  });

  test("skip-push only reads, and says nothing of it", async () => {
    const server = await serve();
    const watched = job();
    const main = await watched.step("cachix-push", { ...asGiven(server), skipPush: "true" });
    expect(main).toMatchObject({ exitCode: 0, annotations: [], outputs: { mode: "read" } });
    await build(watched);
    await endOf(watched);
    expect(server.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

describe("Nix afterwards", () => {
  /** The suite's Nix asks nobody; what is tested here is whom it would ask. */
  async function setting(within: TestJob, name: string): Promise<unknown> {
    const done = await realNix(within.environment())("nix", ["show-config", "--json"]);
    return JSON.parse(done.stdout)[name].value;
  }

  test("reads from the caches beside what the user's own nix.conf says, which is not touched", async () => {
    const [server, other] = [await serve(), await serve()];
    const own = "substituters = https://own.example\ncores = 3\n";
    const file = join(home, ".config/nix/nix.conf");
    mkdirSync(join(home, ".config/nix"), { recursive: true });
    writeFileSync(file, own);
    const watched = job({ NIX_CONFIG: "build-users-group =\nsandbox = false\n" });
    const inputs = { ...asGiven(server), extraPullNames: other.cache.reference };
    await watched.step("cachix-push", inputs);
    expect(await setting(watched, "substituters")).toEqual([
      "https://own.example",
      server.cache.readUrl,
      other.cache.readUrl,
    ]);
    expect(await setting(watched, "trusted-public-keys")).toEqual(
      expect.arrayContaining([server.cache.publicKey, other.cache.publicKey]),
    );
    expect(await setting(watched, "cores")).toBe(3);
    expect(readFileSync(file, "utf8")).toBe(own);
    await endOf(watched);
  });

  test("substitutes from a private cache with credentials nobody else can read, gone at the end", async () => {
    const server = await serve({ isPublic: false });
    const netrc = join(home, "netrc");
    writeFileSync(netrc, "machine elsewhere.example password theirs\n");
    const NIX_CONFIG = "build-users-group =\nsandbox = false\n";
    writeFileSync(join(home, "own.conf"), `netrc-file = ${netrc}\nsubstituters =\n`);
    const watched = job({ NIX_CONFIG, NIX_USER_CONF_FILES: join(home, "own.conf") });
    await watched.step("cachix-push", asGiven(server));
    const path = await build(watched);
    const file = String(await setting(watched, "netrc-file"));
    expect(readFileSync(file, "utf8")).toBe(
      `machine 127.0.0.1 login "" password ${server.cache.token}\nmachine elsewhere.example password theirs\n`,
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await visible(server, path);
    const nix = realNix(watched.environment());
    const store = `local?root=${join(home, "store")}`;
    // Before it built, Nix asked this very cache, and remembers the answer for an hour.
    const fresh = ["--option", "narinfo-cache-negative-ttl", "0"];
    const done = await nix("nix", ["copy", ...fresh, "--from", server.cache.readUrl, "--to", store, path]);
    expect(done).toMatchObject({ exitCode: 0 });
    await endOf(watched);
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(netrc, "utf8")).toBe("machine elsewhere.example password theirs\n");
  });

  test("is left alone when it is asked to be", async () => {
    const server = await serve();
    const watched = job();
    const inputs = { ...asGiven(server), skipAddingSubstituter: "true", skipPush: "true" };
    expect((await watched.step("cachix-push", inputs)).exported).toEqual({});
    await endOf(watched);
  });
});

test("a cache that is away when the job begins gets what was built when it is back", async () => {
  const server = await serve();
  server.faults.add({
    method: "GET",
    path: /\/cache\/house$/,
    times: 3,
    fault: { kind: "answer", status: 503, headers: { "retry-after": "0" } },
  });
  const watched = job();
  const main = await watched.step("cachix-push", asGiven(server));
  expect(main.exitCode).toBe(0);
  const path = await build(watched);
  const end = await endOf(watched);
  expect(end.summary).toContain(path);
});
