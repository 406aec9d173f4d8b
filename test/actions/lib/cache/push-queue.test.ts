import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type PushEffects, pushClosure } from "../../../../actions/lib/cache/push.ts";
import { openPushQueue } from "../../../../actions/lib/cache/push-queue.ts";
import type { PushReport } from "../../../../actions/lib/cache/push-report.ts";
import type { CacheSettings } from "../../../../infra/local/cachix/accounts.ts";
import {
  aCachix,
  aPush,
  aPushHost,
  buildClosure,
  impatient,
  type TestCachix,
} from "../../../support/cachix.ts";
import { realNix } from "../../../support/nix.ts";

const nix = realNix();
const quick: PushEffects = { http: impatient };
const servers: TestCachix[] = [];
let root: string;
let link: string;
let leaf: string;

beforeAll(async () => {
  const built = await buildClosure(nix);
  const named = (name: string) => built.closure.find((path) => path.endsWith(name)) ?? "";
  [root, link, leaf] = [built.root, named("-link"), named("-leaf")];
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.dispose();
});

async function serve(settings: Partial<CacheSettings> = {}): Promise<TestCachix> {
  const server = await aCachix({ caches: [{ name: "house", ...settings }] });
  servers.push(server);
  return server;
}

function count(server: TestCachix, method: string, path: RegExp): number {
  return server.requests.filter((request) => request.method === method && path.test(request.path)).length;
}

const questions = (server: TestCachix) => count(server, "POST", /\/narinfo$/);
const uploads = (server: TestCachix) => count(server, "PUT", /./);

/** Resolves once as many paths are visible. */
async function completed(server: TestCachix, wanted: number): Promise<void> {
  while (count(server, "POST", /complete$/) < wanted)
    await new Promise<void>((resolve) => server.onRequest(resolve));
}

function states(report: PushReport): Readonly<Record<string, string>> {
  return Object.fromEntries(report.paths.map(({ path, state }) => [path, state]));
}

describe("a queue", () => {
  test("pushes while the caller goes on, and reads everything back at the end", async () => {
    const server = await serve({ requireClosure: true });
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), quick);
    queue.add([leaf]);
    await completed(server, 1);
    expect(count(server, "GET", /^\/house\//)).toBe(0);
    queue.add([root]);
    await completed(server, 3);
    const report = await queue.finish();
    expect(report.problems).toEqual([]);
    expect(states(report)).toEqual({ [leaf]: "pushed", [link]: "pushed", [root]: "pushed" });
    expect(report.paths.map(({ path }) => path)).toEqual([leaf, link, root]);
    expect(report.verified).toBe(true);
    expect(count(server, "GET", /\.narinfo$/)).toBe(3);
  });

  test("asks once who it is, about no path twice, and sends none twice", async () => {
    const server = await serve();
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), quick);
    queue.add([root, root]);
    await completed(server, 3);
    for (const again of [[leaf], [root, link], [leaf]]) queue.add(again);
    const report = await queue.finish();
    expect(report.paths).toHaveLength(3);
    expect(count(server, "GET", /\/cache\/house$/)).toBe(1);
    expect([questions(server), uploads(server)]).toEqual([1, 3]);
  });

  test("puts what came while it asked into one question", async () => {
    const server = await serve();
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), quick);
    for (const path of [leaf, link, root]) queue.add([path]);
    await queue.finish();
    expect([questions(server), uploads(server)]).toEqual([1, 3]);
  });

  test("with nothing added tells only whether the cache may be written", async () => {
    const server = await serve();
    const report = await openPushQueue(aPush(server.cache), nix, aPushHost(), quick).finish();
    expect(report).toMatchObject({ paths: [], problems: [] });
    const expired = aPush(server.cache, { token: "expired" });
    expect((await openPushQueue(expired, nix, aPushHost(), quick).finish()).problems).toMatchObject([
      { code: "cache-refused", severity: "error" },
    ]);
  });

  test("that may not write takes everything and pushes nothing", async () => {
    const server = await serve();
    for (const token of ["", server.cache.readToken]) {
      const queue = openPushQueue(aPush(server.cache, { token }), nix, aPushHost(), quick);
      queue.add([root]);
      expect(await queue.finish()).toMatchObject({ paths: [], problems: [{ severity: "note" }] });
    }
    expect(questions(server)).toBe(0);
  });

  test("without a token does not even ask the store", async () => {
    const server = await serve();
    const asks = async () => {
      throw new Error("asked");
    };
    const queue = openPushQueue(aPush(server.cache, { token: "" }), asks, aPushHost(), quick);
    queue.add([root]);
    expect((await queue.finish()).problems).toMatchObject([{ severity: "note" }]);
  });

  test("names a path that is not there once, however often it is added", async () => {
    const server = await serve();
    const absent = "/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-absent";
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), quick);
    queue.add([absent, leaf]);
    await completed(server, 1);
    queue.add([absent, link]);
    const report = await queue.finish();
    expect(report.problems).toMatchObject([{ code: "store-path-invalid", where: absent }]);
    expect(states(report)).toEqual({ [leaf]: "pushed", [link]: "pushed" });
  });
});

describe("a failure", () => {
  test("is kept for its path, and what refers to it fails later too; the rest goes on", async () => {
    const server = await serve();
    server.faults.add({ method: "PUT", skip: 1, times: 2, fault: { kind: "answer", status: 400 } });
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), quick);
    queue.add([leaf]);
    await completed(server, 1);
    queue.add([link]);
    while (uploads(server) < 3) await new Promise<void>((resolve) => server.onRequest(resolve));
    queue.add([root]);
    const report = await queue.finish();
    expect(states(report)).toEqual({ [leaf]: "pushed", [link]: "failed", [root]: "failed" });
    expect(report.paths.at(-1)?.reason).toBe(`its reference ${link} is not in the cache`);
    expect(report.problems).toMatchObject([{ code: "push-failed" }]);
    expect(count(server, "POST", /complete$/)).toBe(1);
  });

  test("to ask fails what was asked about, never the job's memory of it", async () => {
    const server = await serve();
    server.faults.add({ path: /\/narinfo$/, times: 5, fault: { kind: "answer", status: 500 } });
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), quick);
    queue.add([leaf]);
    while (questions(server) < 5) await new Promise<void>((resolve) => server.onRequest(resolve));
    queue.add([link]);
    const report = await queue.finish();
    expect(states(report)).toEqual({ [leaf]: "failed", [link]: "failed" });
    expect(report.problems).toMatchObject([{ code: "cache-unreachable" }]);
    expect(count(server, "POST", /complete$/)).toBe(0);
  });

  test("of the store is thrown at the end, after the rest was pushed", async () => {
    const server = await serve();
    let calls = 0;
    const queue = openPushQueue(
      aPush(server.cache),
      async (program, args, options) => {
        if (args.includes(link) && calls++ === 0) throw new Error("the store is gone");
        return nix(program, args, options);
      },
      aPushHost(),
      quick,
    );
    queue.add([link]);
    await Promise.resolve();
    queue.add([leaf]);
    await expect(queue.finish()).rejects.toThrow("the store is gone");
    expect(uploads(server)).toBeGreaterThan(0);
  });

  test("by cancel is told, and nothing is thrown", async () => {
    const server = await serve();
    const controller = new AbortController();
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(controller), quick);
    server.faults.add({ method: "PUT", fault: { kind: "delay", milliseconds: 2000 } });
    queue.add([leaf]);
    while (count(server, "POST", /multipart-nar$/) < 1)
      await new Promise<void>((resolve) => server.onRequest(resolve));
    controller.abort();
    queue.add([root]);
    const report = await queue.finish();
    expect(states(report)).toEqual({ [leaf]: "failed" });
    expect(report.problems).toMatchObject([{ code: "cancelled" }]);
  });

  test("of a store that was asked when the cancel came is no fault", async () => {
    const server = await serve();
    const controller = new AbortController();
    const dies = async () => {
      controller.abort();
      throw new Error("ended by cancel");
    };
    const queue = openPushQueue(aPush(server.cache), dies, aPushHost(controller), quick);
    queue.add([leaf]);
    expect((await queue.finish()).paths).toEqual([]);
  });
});

describe("an outage while the job goes on", () => {
  const forgiving: PushEffects = { http: impatient, patienceMs: 0 };

  test("costs nothing that comes after it, and what it cost is sent at the end", async () => {
    const server = await serve();
    server.faults.add({ method: "PUT", times: 5, fault: { kind: "answer", status: 503 } });
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), forgiving);
    queue.add([leaf]);
    while (uploads(server) < 5) await new Promise<void>((resolve) => server.onRequest(resolve));
    queue.add([root]);
    const report = await queue.finish();
    expect(report.problems).toEqual([]);
    expect(states(report)).toEqual({ [leaf]: "pushed", [link]: "pushed", [root]: "pushed" });
  });

  test("at the start holds what is added until the cache is back", async () => {
    const server = await serve();
    server.faults.add({ path: /\/cache\/house$/, times: 5, fault: { kind: "answer", status: 502 } });
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), forgiving);
    queue.add([root]);
    const report = await queue.finish();
    expect(report.problems).toEqual([]);
    expect(states(report)).toEqual({ [leaf]: "pushed", [link]: "pushed", [root]: "pushed" });
  });

  test("that lasts is told once, with every path", async () => {
    const server = await serve();
    const forEver = { times: Number.POSITIVE_INFINITY };
    server.faults.add({ method: "PUT", ...forEver, fault: { kind: "answer", status: 503 } });
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), forgiving);
    queue.add([root]);
    const report = await queue.finish();
    expect(states(report)).toEqual({ [leaf]: "failed", [link]: "failed", [root]: "failed" });
    expect(report.problems).toMatchObject([{ code: "cache-unreachable" }]);
  });

  test("spares what failed for a reason of its own, and what refers to it stays away", async () => {
    const server = await serve();
    server.faults.add({ method: "PUT", times: 2, fault: { kind: "answer", status: 400 } });
    server.faults.add({ method: "PUT", times: 5, fault: { kind: "answer", status: 503 } });
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), forgiving);
    queue.add([leaf]);
    while (count(server, "POST", /abort$/) < 2)
      await new Promise<void>((resolve) => server.onRequest(resolve));
    queue.add([link]);
    const report = await queue.finish();
    expect(states(report)).toEqual({ [leaf]: "failed", [link]: "failed" });
    expect(report.paths.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("answers 400"),
      `its reference ${leaf} is not in the cache`,
    ]);
    expect(count(server, "POST", /complete$/)).toBe(0);
  });

  test("in which another job pushed the same: it is there", async () => {
    const server = await serve();
    server.faults.add({ method: "PUT", times: 5, fault: { kind: "answer", status: 503 } });
    const queue = openPushQueue(aPush(server.cache), nix, aPushHost(), forgiving);
    queue.add([leaf]);
    while (count(server, "POST", /abort$/) + uploads(server) < 5)
      await new Promise<void>((resolve) => server.onRequest(resolve));
    await pushClosure(aPush(server.cache, { roots: [leaf] }), nix, aPushHost(), quick);
    const report = await queue.finish();
    expect(report.problems).toEqual([]);
    expect(states(report)).toEqual({ [leaf]: "present" });
  });
});
