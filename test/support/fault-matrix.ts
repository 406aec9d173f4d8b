/**
 * What can go wrong on the way to a cache, and what must come of it: either the push rides it out, or it fails and names the
 * cause; in between nothing corrupt and no half closure is ever visible; and a second push leaves everything whole.
 */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import type { PushEffects } from "../../actions/lib/cache/push.ts";
import { pushClosure } from "../../actions/lib/cache/push.ts";
import { countPaths } from "../../actions/lib/cache/push-report.ts";
import type { Nix } from "../../actions/lib/nix/command.ts";
import { type NarInfo, parseNarInfo } from "../../actions/lib/nix/narinfo.ts";
import { parseStorePath } from "../../actions/lib/nix/store-path.ts";
import type { CacheSettings } from "../../infra/local/cachix/accounts.ts";
import type { Fault, FaultRule } from "../../infra/local/faults.ts";
import { aCachix, aPush, aPushHost, impatient, type TestCachix } from "./cachix.ts";

export type FaultRow = {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  readonly settings?: Partial<CacheSettings>;
  readonly effects?: PushEffects;
  /** Undefined: it is ridden out. */
  readonly names?: RegExp;
};

const forEver = { times: Number.POSITIVE_INFINITY };
const start = /multipart-nar$/;
const part = /multipart-nar\/[^/]+$/;
const end = /complete$/;
const answer = (status: number, body = "", headers = {}): Fault => ({
  kind: "answer",
  status,
  body,
  headers,
});
const hasty: PushEffects = { http: { ...impatient, timeoutMs: 3000 } };

/** Amid the push: some paths are through already. */
const amid = { skip: 40 };

export const faultRows: readonly FaultRow[] = [
  {
    name: "401 amid the push",
    rules: [{ path: start, ...amid, ...forEver, fault: answer(401, "Cachix Auth token has expired.") }],
    names: /refuses the token while starting an upload \(401\): "Cachix Auth token has expired\."/,
  },
  {
    name: "403 of the bucket",
    rules: [{ method: "PUT", ...amid, ...forEver, fault: answer(403, "SignatureDoesNotMatch") }],
    names: /answers 403 while sending part 1: "SignatureDoesNotMatch"/,
  },
  {
    name: "403 of the bucket for a clock that is off",
    rules: [{ method: "PUT", ...forEver, fault: answer(403, "RequestTimeTooSkewed") }],
    names: /403 .*RequestTimeTooSkewed/,
  },
  {
    name: "404: the server forgets every upload",
    rules: [{ path: end, ...amid, ...forEver, fault: answer(404, "no such upload") }],
    names: /answers 404 while completing the upload: "no such upload"/,
  },
  {
    name: "404: it forgets one upload",
    rules: [{ path: end, ...amid, fault: answer(404, "no such upload") }],
  },
  {
    name: "413",
    rules: [{ method: "PUT", ...amid, ...forEver, fault: answer(413, "Payload Too Large") }],
    names: /takes no more while sending part 1 \(413\): "Payload Too Large"/,
  },
  {
    name: "413: the cache is full",
    settings: { quotaBytes: 20_000 },
    rules: [],
    names: /takes no more while completing the upload \(413\): "Binary cache house is full\."/,
  },
  {
    name: "429 with Retry-After",
    rules: [{ path: part, times: 9, fault: answer(429, "", { "retry-after": "1" }) }],
  },
  {
    name: "429 with a date, by a server whose clock is off",
    rules: [
      {
        path: part,
        times: 2,
        fault: answer(429, "", {
          "retry-after": "Wed, 21 Oct 2015 07:28:01 GMT",
          date: "Wed, 21 Oct 2015 07:28:00 GMT",
        }),
      },
    ],
  },
  { name: "429 without Retry-After", rules: [{ path: end, ...amid, times: 3, fault: answer(429) }] },
  {
    name: "429 for ever",
    rules: [{ path: start, ...amid, ...forEver, fault: answer(429, "slow down") }],
    names: /answers 429 while starting an upload, after 5 tries: "slow down"/,
  },
  {
    name: "500 once, at every step",
    rules: [/house$/, /narinfo$/, start, part, end].map((path) => ({ path, fault: answer(500) })),
  },
  {
    name: "502 with problem+json",
    rules: [
      {
        path: start,
        times: 9,
        fault: answer(502, '{"retry_after":1}', { "content-type": "application/problem+json" }),
      },
    ],
  },
  {
    name: "503 for ever",
    rules: [{ path: part, ...amid, ...forEver, fault: answer(503, "maintenance") }],
    names: /answers 503 while sending part 1, after 5 tries: "maintenance"/,
  },
  {
    name: "reset amid a part",
    rules: [{ method: "PUT", ...amid, times: 3, fault: { kind: "reset", afterBytes: 100 } }],
  },
  {
    name: "reset amid every part",
    rules: [{ method: "PUT", ...amid, ...forEver, fault: { kind: "reset", afterBytes: 100 } }],
    names: /does not answer while sending part 1: connection (reset|lost)/,
  },
  {
    name: "answers lost after the work was done",
    rules: [{ path: end, ...amid, times: 5, fault: { kind: "lose-answer" } }],
  },
  {
    name: "slow loris, once",
    effects: hasty,
    rules: [{ path: start, ...amid, fault: { kind: "drip", bytes: 1, milliseconds: 200 } }],
  },
  {
    name: "slow loris for ever",
    effects: hasty,
    rules: [{ path: start, ...amid, ...forEver, fault: { kind: "drip", bytes: 1, milliseconds: 200 } }],
    names: /does not answer while starting an upload: no answer in time/,
  },
  {
    name: "truncated answers",
    rules: [{ path: start, ...amid, times: 3, fault: { kind: "truncate", bytes: 5 } }],
  },
  {
    name: "truncated answers for ever",
    rules: [{ path: start, ...amid, ...forEver, fault: { kind: "truncate", bytes: 5 } }],
    names: /does not answer while starting an upload: /,
  },
  { name: "no ETags", rules: [{ method: "PUT", ...forEver, fault: { kind: "etag", value: "missing" } }] },
  { name: "a wrong ETag", rules: [{ method: "PUT", ...amid, fault: { kind: "etag", value: "wrong" } }] },
  {
    name: "wrong ETags for ever",
    rules: [{ method: "PUT", ...amid, ...forEver, fault: { kind: "etag", value: "wrong" } }],
    names: /answers 400 while completing the upload: "InvalidPart"/,
  },
  {
    name: "corrupt archives on the way back",
    rules: [{ path: /^\/house\/nar\//, ...forEver, fault: answer(200, "<html>") }],
    names: /cannot be read back: its NAR has 6 bytes/,
  },
];

export type Scene = { readonly nix: Nix; readonly root: string; readonly closure: readonly string[] };

/** Runs one row from a fresh server to the whole closure. */
export async function runFault(row: FaultRow, scene: Scene): Promise<void> {
  const server = await aCachix({ caches: [{ name: "house", ...row.settings }] });
  try {
    const watch = watchVisible(server);
    server.faults.add(...row.rules);
    const effects = row.effects ?? { http: impatient };
    const request = aPush(server.cache, { roots: [scene.root] });
    const report = await pushClosure(request, scene.nix, aPushHost(), effects);
    if (row.names === undefined) expect(report.problems).toEqual([]);
    else {
      expect(report.problems[0]).toMatchObject({ severity: "error", what: expect.stringMatching(row.names) });
      expect(report.paths).toHaveLength(scene.closure.length);
      expect(countPaths(report.paths).failed).toBeGreaterThan(0);
    }
    watch.check();
    server.faults.clear();
    if (row.settings?.quotaBytes === undefined) await expectWhole(server, scene);
  } finally {
    await server.dispose();
  }
}

/** A second push finds or sends everything; each archive is that of its path; real Nix takes the closure. */
export async function expectWhole(server: TestCachix, scene: Scene): Promise<void> {
  const watch = watchVisible(server);
  const request = aPush(server.cache, { roots: [scene.root], verify: "full" });
  const again = await pushClosure(request, scene.nix, aPushHost(), { http: impatient });
  expect(again.problems).toEqual([]);
  expect(again.paths.map(({ path }) => path).sort()).toEqual(scene.closure.toSorted());
  expect(countPaths(again.paths).failed).toBe(0);
  watch.check();
  expect(watch.seen()).toBe(scene.closure.length);
}

/** Looks after every request: whatever can be seen is whole, and so is all it refers to. */
export function watchVisible(server: TestCachix): { check(): void; seen(): number } {
  const folder = join(server.state, "caches/house");
  const seen = new Map<string, NarInfo>();
  let wrong: string | undefined;
  const look = () => {
    const names = readdirSync(join(folder, "narinfo")).filter((name) => name.endsWith(".narinfo"));
    for (const name of names) if (!seen.has(name)) wrong ??= lookAt(folder, name, seen);
  };
  server.onRequest(look);
  return {
    check: () => {
      look();
      if (wrong !== undefined) throw new Error(`visible at some moment: ${wrong}`);
    },
    seen: () => seen.size,
  };
}

function lookAt(folder: string, name: string, seen: Map<string, NarInfo>): string | undefined {
  const narInfo = parseNarInfo(readFileSync(join(folder, "narinfo", name), "utf8"));
  if (typeof narInfo === "string") return `${name}: ${narInfo}`;
  seen.set(name, narInfo);
  const file = join(folder, narInfo.url);
  if (!existsSync(file)) return `${name} without its archive`;
  if (!narInfo.url.includes(createHash("sha256").update(readFileSync(file)).digest("hex")))
    return `${name} with another archive`;
  const absent = narInfo.references.find(
    (reference) => !existsSync(join(folder, "narinfo", `${parseStorePath(reference)?.hashPart}.narinfo`)),
  );
  return absent === undefined ? undefined : `${name} before its reference ${absent}`;
}

/** A closure of a hundred paths, the same on every run. */
export async function aScene(nix: Nix, makeRoot: () => Promise<string>): Promise<Scene> {
  const root = await makeRoot();
  const done = await nix("nix-store", ["--query", "--requisites", root]);
  return { nix, root, closure: done.stdout.trim().split("\n") };
}
