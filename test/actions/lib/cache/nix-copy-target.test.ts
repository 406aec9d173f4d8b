import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type PushRequest, pushClosure } from "../../../../actions/lib/cache/push.ts";
import { countPaths } from "../../../../actions/lib/cache/push-report.ts";
import { parseTargetReference } from "../../../../actions/lib/cache/reference.ts";
import type { Nix } from "../../../../actions/lib/nix/command.ts";
import { aPushHost, buildClosure, impatient } from "../../../support/cachix.ts";
import { nixEnvironment, realNix } from "../../../support/nix.ts";
import { aPlainStore, type PlainStore } from "../../../support/plain-store.ts";

const nix = realNix();
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

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-store-"));
  cleanUp.push(
    () => execFileSync("chmod", ["-R", "u+w", folder]),
    () => rmSync(folder, { recursive: true }),
  );
  return folder;
}

async function aServer(): Promise<PlainStore> {
  const store = await aPlainStore();
  cleanUp.push(store.dispose);
  return store;
}

function aKey(): { readonly secret: string; readonly published: string } {
  const files = ["secret", "public"].map((name) => join(aFolder(), name));
  execFileSync("nix-store", ["--generate-binary-cache-key", "own-1", ...files], { stdio: "pipe" });
  const [secret = "", published = ""] = files.map((file) => readFileSync(file, "utf8").trim());
  return { secret, published };
}

function push(text: string, overrides: Partial<PushRequest> = {}, through: Nix = nix) {
  const cache = parseTargetReference(text);
  if (!cache.ok) throw new Error(text);
  const request: PushRequest = {
    ...{ cache: cache.value, token: "", signingKey: "", roots: [root], policy: "fail", verify: "quick" },
    ...overrides,
  };
  return pushClosure(request, through, aPushHost(), { http: impatient });
}

/** Real Nix, an empty store, signatures required. */
function substitute(from: string, publicKey: string) {
  const signed = ["--option", "require-sigs", "true", "--option", "trusted-public-keys", publicKey];
  return realNix()("nix", ["copy", "--from", from, "--to", `local?root=${aFolder()}`, root, ...signed]);
}

describe.each(["file", "http"])("a store at %s://", (kind) => {
  test("gets the closure, signed, and real Nix takes it from there with signatures required", async () => {
    const server = await aServer();
    const url = kind === "http" ? server.url : `file://${aFolder()}`;
    const { secret, published } = aKey();
    const commandLines: string[] = [];
    const report = await push(url, { signingKey: secret, verify: "full" }, async (program, args, options) => {
      commandLines.push(args.join(" "), JSON.stringify(options?.environment ?? {}));
      return nix(program, args, options);
    });
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ verified: true, cache: url });
    expect(countPaths(report.paths)).toMatchObject({ pushed: 3, present: 0, failed: 0 });
    for (const path of report.paths) expect(path.fileBytes).toBeGreaterThan(0);
    expect(await substitute(url, published)).toMatchObject({ exitCode: 0 });
    for (const line of commandLines) expect(line).not.toContain(secret.slice(6));
    const again = await push(url, { signingKey: secret });
    expect(countPaths(again.paths)).toMatchObject({ pushed: 0, present: 3, failed: 0 });
  });

  test("whose archive is cut off is found out", async () => {
    const server = await aServer();
    const folder = kind === "http" ? server.folder : aFolder();
    const url = kind === "http" ? server.url : `file://${folder}`;
    await push(url, { verify: "none" });
    const nar = readdirSync(join(folder, "nar"))[0] ?? "";
    truncateSync(join(folder, "nar", nar), 20);
    const report = await push(url);
    expect(report.problems).toMatchObject([
      { code: "read-back-failed", what: expect.stringMatching(/its NAR has 20 bytes, its narinfo says \d+/) },
    ]);
    const whole = await push(url, { verify: "full" });
    expect(whole.problems[0]?.what).toContain("its NAR is not whole xz");
  });
});

test("a bucket is pushed to without a signature by a Nix that speaks s3, and refused in plain words by one that does not", async () => {
  const { host } = new URL((await aServer()).url);
  const bucket = `s3://bucket?scheme=http&endpoint=${host}&region=us-east-1`;
  const asked = await nix("nix", ["path-info", "--json", "--store", bucket, root]);
  const report = await push(bucket, { verify: "full" });
  if (asked.exitCode !== 0) {
    expect(report.problems).toMatchObject([
      { code: "tool-missing", what: expect.stringContaining("don't know how to open Nix store") },
    ]);
    return;
  }
  expect(report.problems).toEqual([]);
  expect(countPaths(report.paths)).toMatchObject({ pushed: 3, failed: 0 });
  expect(countPaths((await push(bucket)).paths)).toMatchObject({ pushed: 0, present: 3 });
});

test("Amazon's credentials go to what speaks to the bucket, by its environment, and to nothing else", async () => {
  const bucket = "s3://bucket?region=us-east-1";
  const secret = "canary-aws";
  const cache = parseTargetReference(bucket);
  if (!cache.ok) throw new Error(bucket);
  const calls: { readonly isForBucket: boolean; readonly hasSecret: boolean; readonly line: string }[] = [];
  // Nothing leaves: what would speak to Amazon is only listened to.
  const listening: Nix = async (program, args, options) => {
    const isForBucket = args.some((arg) => arg.startsWith("s3:"));
    const hasSecret = options?.environment?.["AWS_SECRET_ACCESS_KEY"] === secret;
    calls.push({ isForBucket, hasSecret, line: args.join(" ") });
    const silent = { exitCode: 0, endedBy: "exit", stdout: "", stderr: "" } as const;
    if (!isForBucket) return nix(program, args, options);
    return program === "nix-store" && calls.filter((call) => call.isForBucket).length === 1
      ? { ...silent, stdout: `${closure.join("\n")}\n` }
      : silent;
  };
  const environment = { ...process.env, AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: secret };
  const terms = { token: "", signingKey: "", policy: "fail", verify: "full" } as const;
  const host = { ...aPushHost(), environment };
  const report = await pushClosure({ cache: cache.value, roots: [root], ...terms }, listening, host);
  expect(countPaths(report.paths)).toMatchObject({ pushed: 3, failed: 0 });
  // Asked, copied, asked, asked again while reading back, verified.
  expect(calls.filter(({ isForBucket }) => isForBucket)).toHaveLength(5);
  for (const { isForBucket, hasSecret, line } of calls) {
    expect(hasSecret).toBe(isForBucket);
    expect(line).not.toContain(secret);
  }
});

test("the token reaches a web server as Nix sends it, by a file only", async () => {
  const server = await aServer();
  const report = await push(server.url, { token: "canary-7f" });
  expect(report.problems).toEqual([]);
  const basic = `Basic ${Buffer.from(":canary-7f").toString("base64")}`;
  expect(server.requests.filter(({ method }) => method === "PUT")).not.toEqual([]);
  for (const { authorization } of server.requests) expect([basic, ""]).toContain(authorization);
  expect(
    server.requests.filter(({ method, authorization }) => method === "PUT" && authorization === ""),
  ).toEqual([]);
});

test("one path refused stops only what refers to it, and its cause is named", async () => {
  const server = await aServer();
  const link = closure.find((path) => path.endsWith("-link")) ?? "";
  server.refuse = { method: "PUT", path: new RegExp(`${link.slice(11, 43)}.narinfo`), status: 403 };
  const report = await push(server.url);
  expect(report.problems).toMatchObject([{ code: "cache-refused", what: expect.stringContaining("403") }]);
  expect(countPaths(report.paths)).toMatchObject({ pushed: 1, failed: 2 });
  expect(report.paths.at(-1)?.reason).toBe(`its reference ${link} is not in the cache`);
  delete server.refuse;
  expect((await push(server.url)).problems).toEqual([]);
});

test("nobody listens: the store is named, nothing is pretended", async () => {
  const report = await push("http://127.0.0.1:9");
  expect(report.paths.map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
  expect(report.problems).toMatchObject([{ code: "cache-unreachable", where: "http://127.0.0.1:9" }]);
});

test("a chroot store has no archives to look at: Nix signs first, is asked, and finds what is broken", async () => {
  const folder = aFolder();
  const { secret, published } = aKey();
  const environment = nixEnvironment();
  const trusting = realNix({
    ...environment,
    NIX_CONFIG: `${environment["NIX_CONFIG"] ?? ""}\ntrusted-public-keys = ${published}`,
  });
  const request = { verify: "full", signingKey: secret } as const;
  expect((await push(folder, { verify: "full" }, trusting)).problems).toMatchObject([
    {
      code: "cache-refused",
      what: expect.stringMatching(/lacks a (valid signature|signature by a trusted key)/),
    },
  ]);
  const report = await push(folder, request, trusting);
  expect(report.problems).toEqual([]);
  expect(countPaths(report.paths)).toMatchObject({ pushed: 3, failed: 0 });
  expect(existsSync(`${folder}${root}`)).toBe(true);
  const leaf = closure.find((path) => path.endsWith("-leaf")) ?? "";
  chmodSync(`${folder}${leaf}`, 0o644);
  writeFileSync(`${folder}${leaf}`, "rotten");
  const broken = await push(folder, request, trusting);
  expect(broken.problems).toMatchObject([{ code: "read-back-failed", where: leaf }]);
});

test("a key without a name is refused: Nix would not sign with it", async () => {
  const bare = aKey().secret.slice(6);
  const report = await push(`file://${aFolder()}`, { signingKey: bare });
  expect(report.problems).toMatchObject([{ code: "signing-key", what: expect.stringContaining("no name") }]);
});
