import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { pushClosure } from "../../../../actions/lib/cache/push.ts";
import { countPaths } from "../../../../actions/lib/cache/push-report.ts";
import type { CacheSettings } from "../../../../infra/local/cachix/accounts.ts";
import type { FaultRule } from "../../../../infra/local/faults.ts";
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
const quick = { http: impatient };
const forEver = { times: Number.POSITIVE_INFINITY };
let root: string;
let closure: readonly string[];
let cleanUp: (() => unknown)[] = [];

beforeAll(async () => {
  ({ root, closure } = await buildClosure(nix));
});
afterEach(async () => {
  for (const dispose of cleanUp) await dispose();
  cleanUp = [];
});

async function serve(settings: Partial<CacheSettings> = {}): Promise<TestCachix> {
  const server = await aCachix({ caches: [{ name: "house", ...settings }] });
  cleanUp.push(server.dispose);
  return server;
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-push-"));
  // Store paths are read-only, their folders too.
  cleanUp.push(
    () => execFileSync("chmod", ["-R", "u+w", folder]),
    () => rmSync(folder, { recursive: true }),
  );
  return folder;
}

/** Real Nix, an empty store, signatures required. */
async function substitute(from: string, publicKey: string, netrc?: string, wanted = root) {
  const store = aFolder();
  const options = ["--option", "require-sigs", "true", "--option", "trusted-public-keys", publicKey];
  if (netrc !== undefined) options.push("--option", "netrc-file", netrc);
  const done = await realNix()("nix", [
    "copy",
    "--from",
    from,
    "--to",
    `local?root=${store}`,
    wanted,
    ...options,
  ]);
  return { ...done, store };
}

function isSame(left: string, right: string): boolean {
  const dump = (path: string) =>
    execFileSync("nix-store", ["--dump", path], { stdio: ["ignore", "pipe", "pipe"] });
  return dump(left).equals(dump(right));
}

const uploads = (server: TestCachix) => server.requests.filter(({ method }) => method === "PUT").length;

describe("a closure pushed", () => {
  test("comes out of the cache with the same bytes, by real Nix with signatures required", async () => {
    const server = await serve({ requireClosure: true });
    const report = await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
    expect(report.problems).toEqual([]);
    expect(countPaths(report.paths)).toMatchObject({ pushed: 3, present: 0, upstream: 0, failed: 0 });
    const { store, ...done } = await substitute(server.cache.readUrl, server.cache.publicKey);
    expect(done).toMatchObject({ exitCode: 0 });
    for (const path of closure) expect(isSame(`${store}${path}`, path)).toBe(true);
  });

  test("is refused by Nix under another key of the same name", async () => {
    const server = await serve();
    const other = await serve();
    await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
    const done = await substitute(server.cache.readUrl, other.cache.publicKey);
    expect(done.exitCode).toBe(1);
    expect(done.stderr).toMatch(/lacks a (valid signature|signature by a trusted key)/);
  });

  test("is not pushed again", async () => {
    const server = await serve();
    await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
    const before = uploads(server);
    const again = await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
    expect(countPaths(again.paths)).toMatchObject({ pushed: 0, present: 3, failed: 0 });
    expect(uploads(server)).toBe(before);
  });

  test("becomes visible references first, whatever is slow", async () => {
    const server = await serve();
    const isComplete = /complete$/;
    server.faults.add({ path: isComplete, times: 2, fault: { kind: "delay", milliseconds: 40 } });
    await pushClosure(aPush(server.cache, { roots: [root], verify: "none" }), nix, aPushHost(), quick);
    const completed = server.requests.filter(({ path }) => isComplete.test(path));
    expect(completed).toHaveLength(3);
    for (const [index, { at }] of completed.entries()) {
      const before = completed[index - 1];
      // Times are rounded to milliseconds.
      if (before !== undefined)
        expect(Date.parse(at)).toBeGreaterThan(Date.parse(before.at) + before.milliseconds - 3);
    }
  });

  test("is served to the bearer of the read token alone when the cache is private", async () => {
    const server = await serve({ isPublic: false });
    const report = await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
    expect(report.problems).toEqual([]);
    const netrc = join(aFolder(), "netrc");
    writeFileSync(netrc, `machine 127.0.0.1 password ${server.cache.readToken}\n`, { mode: 0o600 });
    expect((await substitute(server.cache.readUrl, server.cache.publicKey)).exitCode).toBe(1);
    expect((await substitute(server.cache.readUrl, server.cache.publicKey, netrc)).exitCode).toBe(0);
  });

  test("carries our own signature when we have a key", async () => {
    const server = await serve({ signing: "client" });
    const folder = aFolder();
    const [secret, published] = [join(folder, "secret"), join(folder, "public")];
    execFileSync("nix-store", ["--generate-binary-cache-key", "house-1", secret, published], {
      stdio: "pipe",
    });
    const [signingKey, publicKey] = [secret, published].map((file) => execFileSync("cat", [file]).toString());
    const request = aPush(server.cache, { roots: [root], signingKey: signingKey ?? "" });
    const early = await pushClosure(request, nix, aPushHost(), quick);
    expect(early.problems).toMatchObject([
      { code: "signing-key", what: expect.stringContaining("none yet") },
    ]);
    await fetch(`${server.url}/api/v1/cache/house/key`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.cache.token}`, "content-type": "application/json" },
      body: JSON.stringify({ publicKey: publicKey?.split(":")[1] }),
    });
    expect((await pushClosure(request, nix, aPushHost(), quick)).problems).toEqual([]);
    expect((await substitute(server.cache.readUrl, publicKey ?? "")).exitCode).toBe(0);
  });

  test("of many parts arrives whole", async () => {
    const server = await serve();
    const file = join(aFolder(), "large");
    execFileSync("dd", ["if=/dev/urandom", `of=${file}`, "bs=1M", "count=20"], { stdio: "ignore" });
    const large = execFileSync("nix-store", ["--add", file], { stdio: "pipe" }).toString().trim();
    cleanUp.push(() => execFileSync("nix-store", ["--delete", large], { stdio: "pipe" }));
    const report = await pushClosure(aPush(server.cache, { roots: [large] }), nix, aPushHost(), quick);
    expect(report.problems).toEqual([]);
    expect(uploads(server)).toBe(3);
  });

  test("that is large enough for several threads comes out by real Nix, signatures required", async () => {
    const server = await serve();
    const file = join(aFolder(), "larger");
    writeFileSync(file, Array.from({ length: 6_000_000 }, (_, index) => index * 7919).join());
    const large = execFileSync("nix-store", ["--add", file], { stdio: "pipe" }).toString().trim();
    cleanUp.push(() => execFileSync("nix-store", ["--delete", large], { stdio: "pipe" }));
    const report = await pushClosure(aPush(server.cache, { roots: [large] }), nix, aPushHost(), quick);
    expect(report.problems).toEqual([]);
    const { readUrl, publicKey } = server.cache;
    const { store, ...done } = await substitute(readUrl, publicKey, undefined, large);
    expect(done).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(store, large)).equals(readFileSync(file))).toBe(true);
  });
});

describe("a fault that passes is ridden out", () => {
  const eachOnce: readonly (readonly [string, FaultRule])[] = [
    ["500 while reading the settings", { path: /house$/, fault: { kind: "answer", status: 500 } }],
    [
      "429 with Retry-After on the question",
      { path: /\/narinfo$/, fault: { kind: "answer", status: 429, headers: { "retry-after": "1" } } },
    ],
    ["502 at the start", { path: /multipart-nar$/, fault: { kind: "answer", status: 502, body: "<html>" } }],
    ["503 for a part", { method: "PUT", fault: { kind: "answer", status: 503 } }],
    ["a reset before a part", { method: "PUT", fault: { kind: "reset" } }],
    ["a reset amid a part", { method: "PUT", fault: { kind: "reset", afterBytes: 10 } }],
    ["an answer lost after a part", { method: "PUT", fault: { kind: "lose-answer" } }],
    ["a missing ETag", { method: "PUT", fault: { kind: "etag", value: "missing" } }],
    ["a wrong ETag", { method: "PUT", fault: { kind: "etag", value: "wrong" } }],
    [
      "an upload the server forgot",
      { method: "PUT", fault: { kind: "answer", status: 404, body: "NoSuchUpload" } },
    ],
    ["500 at the end", { path: /complete$/, fault: { kind: "answer", status: 500 } }],
    ["an answer lost after the end", { path: /complete$/, fault: { kind: "lose-answer" } }],
    ["a truncated answer", { path: /multipart-nar$/, fault: { kind: "truncate", bytes: 5 } }],
    ["a narinfo late", { path: /^\/house\/.*narinfo$/, fault: { kind: "answer", status: 404 } }],
  ];
  test.each(eachOnce)("%s", async (_name, rule) => {
    const server = await serve({ requireClosure: true });
    server.faults.add(rule);
    const report = await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
    expect(report.problems).toEqual([]);
    expect(countPaths(report.paths)).toMatchObject({ pushed: 3, failed: 0 });
    expect(report.verified).toBe(true);
  });
});

test.each<readonly [string, FaultRule]>([
  ["the answer at the end is lost", { path: /complete$/, fault: { kind: "lose-answer" } }],
  ["a part has no ETag", { method: "PUT", fault: { kind: "etag", value: "missing" } }],
])("nothing is sent twice because %s", async (_name, rule) => {
  const server = await serve();
  server.faults.add(rule);
  await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
  expect(uploads(server)).toBe(3);
});

describe("a fault that stays is told", () => {
  const run = async (rules: readonly FaultRule[], settings: Partial<CacheSettings> = {}) => {
    const server = await serve(settings);
    server.faults.add(...rules);
    const report = await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
    return { server, report };
  };

  test("nobody listens: the cache and the policy are named", async () => {
    const server = await serve();
    await server.close();
    for (const [policy, severity] of [
      ["fail", "error"],
      ["warn", "warning"],
      ["ignore", "note"],
    ] as const) {
      const report = await pushClosure(
        aPush(server.cache, { roots: [root], policy }),
        nix,
        aPushHost(),
        quick,
      );
      expect(report.problems).toMatchObject([
        { code: "cache-unreachable", severity, where: server.cache.reference },
      ]);
      expect(report.problems[0]?.what).toContain('cache "house"');
      expect(report.problems[0]?.what).toContain(`policy ${policy}`);
    }
  });

  test("the server dies amid the push: one problem, everything accounted for, a second push heals", async () => {
    const { server, report } = await run([{ method: "PUT", ...forEver, fault: { kind: "reset" } }]);
    expect(report.problems).toMatchObject([
      { code: "cache-unreachable", what: expect.stringContaining("3 of 3 paths failed") },
    ]);
    expect(report.paths.map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
    server.faults.clear();
    const again = await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
    expect(again.problems).toEqual([]);
  });

  test("one path refused stops only what refers to it", async () => {
    const leaf = closure.find((path) => path.endsWith("-leaf")) ?? "";
    const { server, report } = await run([], { quotaBytes: 100 });
    expect(report.problems.map(({ code }) => code)).toEqual(["cache-full"]);
    const states = Object.fromEntries(report.paths.map(({ path, state }) => [path.slice(44), state]));
    expect(states).toEqual({
      "nur-ci-test-leaf": "pushed",
      "nur-ci-test-link": "failed",
      "nur-ci-test-root": "failed",
    });
    expect(report.paths.at(-1)?.reason).toMatch(/^its reference .*-link is not in the cache$/);
    expect(leaf).not.toBe("");
    expect(server.requests.filter(({ path }) => path.endsWith("/abort"))).toHaveLength(2);
  });

  test("what was pushed and cannot be read back is not pushed", async () => {
    const narInfo = /^\/house\/.*narinfo$/;
    const nar = /^\/house\/nar\//;
    const served = (body: string): FaultRule => ({
      path: narInfo,
      ...forEver,
      fault: { kind: "answer", status: 200, body },
    });
    for (const [rule, reason] of [
      [{ path: narInfo, ...forEver, fault: { kind: "answer", status: 404 } }, "does not show it (404)"],
      [
        { path: narInfo, ...forEver, fault: { kind: "answer", status: 401 } },
        "refuses anonymous readers (401)",
      ],
      [
        { path: narInfo, ...forEver, fault: { kind: "corrupt" } },
        /its signature by house-1 is wrong|corrupt|is that of/,
      ],
      [served("StorePath: x\n\n"), "its narinfo is corrupt: it does not end in exactly one newline"],
      [{ path: nar, ...forEver, fault: { kind: "answer", status: 404 } }, "its NAR cannot be fetched: 404"],
      [
        { path: nar, ...forEver, fault: { kind: "answer", status: 200, body: "<html>" } },
        /its NAR has 6 bytes, its narinfo says \d+/,
      ],
    ] as const) {
      const { report } = await run([rule as FaultRule]);
      expect(report.paths.map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
      expect(report.problems[0]).toMatchObject({ code: "read-back-failed", severity: "error" });
      if (typeof reason === "string") expect(report.paths[0]?.reason).toContain(reason);
      else expect(report.paths[0]?.reason).toMatch(reason);
    }
  });

  test("what only the bytes show is found by reading them all", async () => {
    const server = await serve();
    const request = aPush(server.cache, { roots: [root], verify: "full" });
    expect((await pushClosure(request, nix, aPushHost(), quick)).problems).toEqual([]);
    server.faults.add({ path: /^\/house\/nar\//, ...forEver, fault: { kind: "corrupt" } });
    const glance = await pushClosure({ ...request, verify: "quick" }, nix, aPushHost(), quick);
    expect(glance.problems).toEqual([]);
    const report = await pushClosure(request, nix, aPushHost(), quick);
    expect(countPaths(report.paths)).toMatchObject({ present: 0, failed: 3 });
    expect(report.paths[0]?.reason).toMatch(/its NAR is not whole zstd|its NAR gives sha256:/);
  });

  test.each([
    ["altered!", /give sha256:\w+ \(120 bytes\), the store says/],
    ["altered, and longer than it was", /its archive is longer than the 120 bytes the store says/],
    ["", /its archive is shorter than the 120 bytes the store says/],
  ])(
    "files that are not what the store says fail before they can be seen, the others go on: %j",
    async (text, what) => {
      const server = await serve();
      const good = closure.find((path) => path.endsWith("-leaf")) ?? "";
      const folder = aFolder();
      writeFileSync(join(folder, "rotten"), "as added");
      const rotten = execFileSync("nix-store", ["--add", join(folder, "rotten")], { stdio: "pipe" })
        .toString()
        .trim();
      cleanUp.push(() => execFileSync("nix-store", ["--delete", rotten], { stdio: "pipe" }));
      chmodSync(rotten, 0o644);
      writeFileSync(rotten, text);
      const report = await pushClosure(
        aPush(server.cache, { roots: [rotten, good] }),
        nix,
        aPushHost(),
        quick,
      );
      expect(report.problems).toMatchObject([
        { code: "store-path-invalid", where: rotten, what: expect.stringMatching(what) },
      ]);
      expect(countPaths(report.paths)).toMatchObject({ pushed: 1, failed: 1 });
      expect(server.requests.filter(({ path }) => path.endsWith("/complete"))).toHaveLength(1);
    },
  );
});

describe("pins", () => {
  const pinsOf = (server: TestCachix) =>
    JSON.parse(readFileSync(join(server.state, "caches/house/pins.json"), "utf8")) as unknown;
  const pin = { name: "v1", keep: { tag: "Revisions", contents: 3 } } as const;

  test("are made of the roots once they are read back, not of what they need", async () => {
    const server = await serve();
    const report = await pushClosure(aPush(server.cache, { roots: [root], pin }), nix, aPushHost(), quick);
    expect(report.problems).toEqual([]);
    expect(pinsOf(server)).toMatchObject([{ ...pin, storePath: root, artifacts: [] }]);
    const order = server.requests.map(({ path }) => path);
    expect(order.at(-1)).toMatch(/\/pin$/);
  });

  test("are not made of a root that failed, and a pin refused is told", async () => {
    const server = await serve();
    server.faults.add({ path: /complete$/, ...forEver, fault: { kind: "answer", status: 400 } });
    await pushClosure(aPush(server.cache, { roots: [root], pin }), nix, aPushHost(), quick);
    expect(server.requests.some(({ path }) => path.endsWith("/pin"))).toBe(false);
    server.faults.clear();
    server.faults.add({ path: /pin$/, fault: { kind: "answer", status: 400, body: "no pins left" } });
    const report = await pushClosure(aPush(server.cache, { roots: [root], pin }), nix, aPushHost(), quick);
    expect(report.problems).toMatchObject([
      { code: "push-failed", what: expect.stringMatching(/400 while pinning .*: "no pins left"/) },
    ]);
  });
});

test("over the budget nothing is sent, and the largest are named", async () => {
  const server = await serve();
  const request = aPush(server.cache, { roots: [root], budget: 500 });
  const report = await pushClosure(request, nix, aPushHost(), quick);
  expect(countPaths(report.paths)).toMatchObject({ pushed: 0, failed: 3 });
  expect(report.problems).toMatchObject([{ code: "push-too-large", where: "size-budget" }]);
  expect(report.problems[0]?.what).toMatch(
    /over the budget of 500 B, .*; the largest: .*-(root|link) \(\d+ B\)/,
  );
  expect(server.requests.filter(({ path }) => path.endsWith("multipart-nar"))).toEqual([]);
  const again = await pushClosure({ ...request, budget: 100_000 }, nix, aPushHost(), quick);
  expect(again.problems).toEqual([]);
});

describe("who may not push reads only, and nothing is red", () => {
  test("no token", async () => {
    const server = await serve();
    const report = await pushClosure(
      aPush(server.cache, { roots: [root], token: "" }),
      nix,
      aPushHost(),
      quick,
    );
    expect(report).toMatchObject({
      paths: [],
      problems: [{ severity: "note", what: expect.stringContaining("no token is given") }],
    });
    expect(server.requests).toEqual([]);
  });

  test("a token that may only read", async () => {
    const server = await serve();
    const report = await pushClosure(
      aPush(server.cache, { roots: [root], token: server.cache.readToken }),
      nix,
      aPushHost(),
      quick,
    );
    expect(report).toMatchObject({
      paths: [],
      problems: [{ severity: "note", what: expect.stringContaining("may only read") }],
    });
  });
});

test("a path that is not there is named, the rest is pushed", async () => {
  const server = await serve();
  const absent = "/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-absent";
  const report = await pushClosure(
    aPush(server.cache, { roots: [absent, root], policy: "ignore" }),
    nix,
    aPushHost(),
    quick,
  );
  expect(report.problems).toMatchObject([{ code: "store-path-invalid", severity: "error", where: absent }]);
  expect(countPaths(report.paths)).toMatchObject({ pushed: 3, failed: 0 });
});

test("what an upstream has is not pushed and is called so", async () => {
  const first = await serve();
  await pushClosure(aPush(first.cache, { roots: [root] }), nix, aPushHost(), quick);
  const upstream = closure.map((path) => path.slice(11, 43));
  const server = await serve({ upstream });
  const texts = await Promise.all(
    upstream.map(async (hash) => (await fetch(`${first.cache.readUrl}/${hash}.narinfo`)).text()),
  );
  server.faults.add(
    ...upstream.map((hash, index) => ({
      path: new RegExp(`${hash}.narinfo$`),
      // As the real server passes them through: signature and contents of the upstream.
      fault: {
        kind: "answer" as const,
        status: 200,
        body: (texts[index] ?? "")
          .replace("URL: ", `URL: ${first.cache.readUrl}/`)
          .replace("Sig: house-1", "Sig: first-1"),
      },
    })),
  );
  const report = await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick);
  expect(report.problems).toEqual([]);
  expect(report.paths).toMatchObject(closure.map(() => ({ state: "upstream", reason: "signed by first-1" })));
  expect(uploads(server)).toBe(0);
});

test("a cancelled push says so, and the next one completes", async () => {
  const server = await serve();
  const controller = new AbortController();
  const cancelling = { http: { ...impatient, wait: async () => controller.abort() } };
  server.faults.add({ method: "PUT", fault: { kind: "answer", status: 500 } });
  const report = await pushClosure(
    aPush(server.cache, { roots: [root] }),
    nix,
    aPushHost(controller),
    cancelling,
  );
  expect(report.problems[0]).toMatchObject({ code: "cancelled" });
  expect(countPaths(report.paths).failed).toBeGreaterThan(0);
  expect(
    (await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost(), quick)).problems,
  ).toEqual([]);
});

test("token and key are masked before anything is asked", async () => {
  const server = await serve();
  const host = aPushHost();
  const masked: string[] = [];
  const watching = {
    ...host,
    mask: (secret: string) => void masked.push(`${server.requests.length} ${secret}`),
  };
  await pushClosure(
    aPush(server.cache, { roots: [root], signingKey: "house-1:c2VjcmV0" }),
    nix,
    watching,
    quick,
  );
  const basic = Buffer.from(`:${server.cache.token}`).toString("base64");
  expect(masked).toEqual([`0 ${server.cache.token}`, `0 ${basic}`, "0 house-1:c2VjcmV0", "0 c2VjcmV0"]);
});
