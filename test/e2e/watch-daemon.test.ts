import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { pushClosure } from "../../actions/lib/cache/push.ts";
import { aCachix, aPush, aPushHost, buildClosure, type TestCachix } from "../support/cachix.ts";
import { aJob, type TestJob } from "../support/job.ts";
import { realNix } from "../support/nix.ts";
import { aNixDaemon, type NixDaemon, reasonAgainstDaemon, type User } from "../support/nix-daemon.ts";
import { aPlainStore } from "../support/plain-store.ts";
import { describeIf, leaveOut } from "../support/tools.ts";

/** The committed bundle on a machine with a real nix-daemon, as a user it trusts and as one it does not. */

const reason = reasonAgainstDaemon();
const suite = "watching a job whose Nix is a daemon's";
const describeWithDaemon = describeIf(reason === undefined || leaveOut(suite, reason));

describeWithDaemon(suite, () => {
  let server: TestCachix;
  let daemon: NixDaemon;
  let fetched: string;
  let cleanUp: (() => unknown)[] = [];

  beforeAll(async () => {
    ({ root: fetched } = await buildClosure(realNix()));
  });
  beforeEach(async () => {
    server = await aCachix();
    cleanUp = [server.dispose];
  });
  afterEach(async () => {
    for (const dispose of cleanUp.reverse()) await dispose();
  });

  async function start(...settings: readonly string[]): Promise<void> {
    daemon = await aNixDaemon(settings);
    cleanUp.push(daemon.stop);
  }

  /** What only the cache has, as far as this daemon can know. */
  async function fill(): Promise<void> {
    await pushClosure(aPush(server.cache, { roots: [fetched] }), realNix(), aPushHost());
  }

  function jobOf(user: User, runId = "1"): TestJob {
    const environment = { ...daemon.environment, GITHUB_RUN_ID: runId };
    const job = aJob(user.home, environment, user);
    cleanUp.push(job.vanish);
    return job;
  }

  const given = () => ({ cache: server.cache.reference, "auth-token": server.cache.token });

  async function build(job: TestJob, user: User): Promise<string> {
    const expression = `derivation { name = "built"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "/usr/bin/id -un > $out" ]; }`;
    const built = await user.sh(["nix-build", "--no-out-link", "--expr", expression], job.environment());
    return built.trim();
  }

  const realise = (job: TestJob, user: User) =>
    user.sh(["nix-store", "--realise", fetched], job.environment());

  async function isVisible(path: string): Promise<boolean> {
    return (await fetch(`${server.cache.readUrl}/${path.slice(11, 43)}.narinfo`)).status === 200;
  }

  async function visible(path: string): Promise<void> {
    for (let tries = 0; !(await isVisible(path)); tries++) {
      if (tries > 200) throw new Error(`${path} never became visible`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test("a trusted user: it is read from, the hook of the daemon's root tells, and what is built is pushed at once", async () => {
    await start();
    await fill();
    const job = jobOf(daemon.trusted);
    const main = await job.step("cachix-push", given());
    expect(main).toMatchObject({ exitCode: 0, annotations: [], outputs: { mode: "watch" } });
    expect(main.log).toContain("while the job goes on");
    await realise(job, daemon.trusted);
    const path = await build(job, daemon.trusted);
    expect(await daemon.trusted.sh(["cat", path], {})).toMatch(/^nixbld[12]$/m);
    await visible(path);
    const [end] = await job.end();
    expect(end).toMatchObject({ exitCode: 0, annotations: [], outputs: { pushed: "1", failed: "0" } });
    expect(end?.summary).toContain("3 of house-1");
    expect(end?.summary).toContain("1 built");
  });

  test("a trusted user reads from a private cache: the daemon's root takes the credentials of the job", async () => {
    await server.dispose();
    server = await aCachix({ caches: [{ name: "house", isPublic: false }] });
    cleanUp[0] = server.dispose;
    await start();
    await fill();
    const job = jobOf(daemon.trusted);
    await job.step("cachix-push", given());
    await realise(job, daemon.trusted);
    const [end] = await job.end();
    expect(end?.summary).toContain("3 of house-1");
  });

  test("a user nobody trusts: told once, what is built is pushed at the end all the same", async () => {
    await start();
    await fill();
    const job = jobOf(daemon.stranger);
    const main = await job.step("cachix-push", given());
    expect(main.exitCode).toBe(0);
    expect(main.annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining('does not trust user "ci-stranger"') },
    ]);
    expect(main.log).toContain("when the job ends");
    await expect(realise(job, daemon.stranger)).rejects.toThrow();
    const path = await build(job, daemon.stranger);
    expect(await isVisible(path)).toBe(false);
    const [end] = await job.end();
    expect(end).toMatchObject({ exitCode: 0, annotations: [], outputs: { pushed: "1", failed: "0" } });
    expect(end?.summary).toContain(path);
  });

  test("a user nobody trusts reads from what the administrator allows, and hears of nothing", async () => {
    await start(
      `trusted-substituters = ${server.cache.readUrl}`,
      `extra-trusted-public-keys = ${server.cache.publicKey}`,
    );
    await fill();
    const job = jobOf(daemon.stranger);
    expect((await job.step("cachix-push", given())).annotations).toEqual([]);
    await realise(job, daemon.stranger);
    const [end] = await job.end();
    expect(end?.summary).toContain("3 of house-1");
  });

  test("what was substituted goes along when that is asked for, and not otherwise", async () => {
    const mirror = await aCachix({ caches: [{ name: "mirror" }] });
    cleanUp.push(mirror.dispose);
    await start();
    await fill();
    for (const [asked, pushed] of [
      ["false", "0"],
      ["true", "3"],
    ] as const) {
      const job = jobOf(daemon.trusted);
      await job.step("cachix-push", {
        ...{ cache: mirror.cache.reference, "auth-token": mirror.cache.token },
        ...{ "extra-pull-names": server.cache.reference, "push-substituted": asked },
      });
      await realise(job, daemon.trusted);
      expect((await job.end())[0]).toMatchObject({ annotations: [], outputs: { pushed, failed: "0" } });
      // The daemon's store forgets it: the next job has to fetch it again.
      await daemon.trusted.sh(["nix-store", "--gc"], daemon.environment);
    }
  });

  test.each([
    ["without the hook", { useDaemon: "false" }, { mode: "watch" }, { pushed: "1", failed: "0" }],
    ["when it only reads", { skipPush: "true" }, { mode: "read" }, { mode: "read" }],
  ])("one that was built counts as one, %s", async (_name, inputs, mode, outputs) => {
    await start();
    const job = jobOf(daemon.trusted);
    const main = await job.step("cachix-push", { ...given(), ...inputs });
    expect(main).toMatchObject({ annotations: [], outputs: mode });
    await build(job, daemon.trusted);
    const [end] = await job.end();
    expect(end).toMatchObject({ annotations: [], outputs });
    expect(end?.summary).toMatch(/^hit rate 0 %: 0 fetched, 1 built$/m);
  });

  test.each([
    ["a trusted user, at once", () => daemon.trusted],
    ["a user nobody trusts, at the end", () => daemon.stranger],
  ])(
    "any store Nix writes to is filled the same way, signed by the job's own key: %s",
    async (_name, who) => {
      const store = await aPlainStore();
      cleanUp.push(store.dispose);
      await start();
      const key = [
        "nix-store",
        "--generate-binary-cache-key",
        "own-1",
        join(who().home, "sk"),
        join(who().home, "pk"),
      ];
      await who().sh(key, daemon.environment);
      const secret = readFileSync(join(who().home, "sk"), "utf8").trim();
      const job = jobOf(who());
      const main = await job.step("cachix-push", { cache: store.url, "signing-key": secret });
      expect(main).toMatchObject({ exitCode: 0, outputs: { mode: "watch" } });
      const path = await build(job, who());
      const narInfo = join(store.folder, `${path.slice(11, 43)}.narinfo`);
      for (let tries = 0; who() === daemon.trusted && !existsSync(narInfo); tries++) {
        if (tries > 200) throw new Error(`${path} never became visible`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const [end] = await job.end();
      expect(end).toMatchObject({ annotations: [], outputs: { pushed: "1", failed: "0" } });
      expect(readFileSync(narInfo, "utf8")).toMatch(/^Sig: own-1:/m);
      const said = (text = "") => text.replaceAll(/^::add-mask::.*$/gm, "");
      expect(said(main.log) + said(end?.log)).not.toContain(secret.slice(6));
    },
  );

  test("a job that is killed leaves what it built to the next one", async () => {
    await start();
    const lost = jobOf(daemon.trusted);
    await lost.step("cachix-push", given());
    server.faults.add({ method: "PUT", times: Number.POSITIVE_INFINITY, fault: { kind: "reset" } });
    const path = await build(lost, daemon.trusted);
    const spools = join(daemon.trusted.home, ".local/state/nur-ci/push");
    const [key = ""] = readdirSync(spools);
    const [spool = ""] = readdirSync(join(spools, key));
    process.kill(Number(readFileSync(join(spools, key, spool, "drain"), "utf8")), "SIGKILL");
    lost.vanish();
    server.faults.clear();
    const next = jobOf(daemon.trusted, "2");
    await next.step("cachix-push", given());
    await visible(path);
    expect((await next.end())[0]?.outputs).toMatchObject({ pushed: "1" });
  });
});
