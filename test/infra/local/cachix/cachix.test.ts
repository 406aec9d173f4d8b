import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { encodeBase32 } from "../../../../actions/lib/nix/hash.ts";
import { startCachix } from "../../../../infra/local/cachix/cachix.ts";
import { createKeyPair, signText } from "../../../../infra/local/cachix/keys.ts";
import { aCachix, type TestCachix } from "../../../support/cachix.ts";

let server: TestCachix;
const others: TestCachix[] = [];
const own = createKeyPair();

beforeAll(async () => {
  server = await aCachix({
    caches: [
      { name: "house" },
      { name: "vault", isPublic: false },
      { name: "selfish", signing: "client" },
      { name: "strict", requireClosure: true, upstream: ["v".repeat(32)] },
      { name: "tiny", quotaBytes: 10 },
      { name: "window", upstreams: ["house", "vault"] },
      { name: "narrow", limitBytes: 45 },
    ],
  });
});
afterAll(async () => {
  for (const other of [...others, server]) await other.dispose();
});

async function another(state?: string): Promise<TestCachix> {
  const made = await aCachix(state === undefined ? {} : { state });
  others.push(made);
  return made;
}

const tokenOf = (name: string, which: "token" | "readToken" = "token"): string =>
  server.caches.find((cache) => cache.name === name)?.[which] ?? "";

async function call(
  method: string,
  path: string,
  options: { auth?: string; body?: unknown; raw?: Buffer; md5?: string } = {},
) {
  const { auth, body, raw, md5 } = options;
  const url = path.startsWith("http") ? path : `${server.url}${path}`;
  const headers = {
    ...(auth === undefined ? {} : { authorization: auth }),
    ...(body === undefined ? {} : { "content-type": "application/json;charset=utf-8" }),
    ...(raw === undefined ? {} : { "content-type": "application/octet-stream" }),
    ...(md5 === undefined ? {} : { "content-md5": md5 }),
  };
  const sent =
    raw === undefined ? (body === undefined ? undefined : JSON.stringify(body)) : new Uint8Array(raw);
  const response = await fetch(url, {
    method,
    headers,
    redirect: "manual",
    ...(sent === undefined ? {} : { body: sent }),
  });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    headers: response.headers,
    text: await response.text(),
  };
}

const bearer = (token: string): string => `Bearer ${token}`;
const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
const md5Of = (bytes: Buffer): string => createHash("md5").update(bytes).digest("base64");

/** What a client that speaks the protocol sends; `broken` is laid over the claim. */
async function upload(name: string, letter: string, options: Upload = {}) {
  const nar = Buffer.from(`nar of ${letter}`);
  const compression = options.compression ?? "zst";
  const file =
    compression === "zst" ? zstdCompressSync(nar) : execFileSync("xz", ["--stdout"], { input: nar });
  const auth = bearer(tokenOf(name));
  const prefix = `/api/v1/cache/${name}/multipart-nar`;
  const created = await call("POST", `${prefix}?compression=${compression}`, { auth });
  const { narId, uploadId } = JSON.parse(created.text) as { narId: string; uploadId: string };
  const query = `uploadId=${encodeURIComponent(uploadId)}`;
  const given = await call("POST", `${prefix}/${narId}?${query}&partNumber=1`, {
    auth,
    body: { contentMD5: md5Of(file) },
  });
  const { uploadUrl } = JSON.parse(given.text) as { uploadUrl: string };
  const put = await call("PUT", uploadUrl, { raw: options.bytes ?? file, md5: md5Of(options.bytes ?? file) });
  const eTag = put.headers.get("etag");
  const body = {
    parts: options.parts === undefined ? [{ partNumber: 1, eTag }] : options.parts,
    narInfoCreate: {
      cStoreHash: letter.repeat(32),
      cStoreSuffix: "name",
      cNarHash: `sha256:${encodeBase32(createHash("sha256").update(nar).digest())}`,
      cNarSize: nar.length,
      cFileHash: createHash("sha256").update(file).digest("hex"),
      cFileSize: file.length,
      cReferences: [],
      cDeriver: "unknown-deriver",
      cSig: null,
      ...options.claim,
    },
  };
  const done = await call("POST", `${prefix}/${narId}/complete?${query}`, { auth, body });
  return { created, given, put, done, uploadUrl, body };
}

type Upload = {
  readonly compression?: "zst" | "xz";
  readonly bytes?: Buffer;
  readonly parts?: unknown;
  readonly claim?: Readonly<Record<string, unknown>>;
};

describe("who may do what", () => {
  const wrong = "canary-41c7";
  test.each([
    ["public, nobody", "/api/v1/cache/house", undefined, 200],
    ["public, an empty bearer", "/api/v1/cache/house", "Bearer ", 200],
    ["public, a wrong bearer", "/api/v1/cache/house", bearer(wrong), 401],
    ["private, nobody", "/api/v1/cache/vault", undefined, 401],
    ["private, nobody, as Nix reads", "/vault/nix-cache-info", undefined, 401],
    ["absent", "/api/v1/cache/hut", undefined, 404],
    ["absent, as Nix reads", "/hut/nix-cache-info", undefined, 404],
  ])("%s", async (_name, path, auth, status) => {
    const answer = await call("GET", path, auth === undefined ? {} : { auth });
    expect(answer).toMatchObject({
      status,
      type: expect.stringMatching(status === 200 ? /json/ : /text\/plain/),
    });
  });

  test("bearer and Basic are one: of Basic the password counts", async () => {
    for (const auth of [
      bearer(tokenOf("vault")),
      basic(`:${tokenOf("vault", "readToken")}`),
      basic(`any:${tokenOf("vault")}`),
    ])
      expect((await call("GET", "/vault/nix-cache-info", { auth })).status).toBe(200);
    expect((await call("GET", "/vault/nix-cache-info", { auth: bearer(tokenOf("house")) })).status).toBe(401);
  });

  test("a read token reads and does not write", async () => {
    const auth = bearer(tokenOf("vault", "readToken"));
    expect(JSON.parse((await call("GET", "/api/v1/cache/vault", { auth })).text)).toMatchObject({
      permission: "Read",
    });
    expect((await call("POST", "/api/v1/cache/vault/multipart-nar?compression=zst", { auth })).status).toBe(
      401,
    );
  });
});

test("the settings have the seven keys, and the URL Nix is to read", async () => {
  const answer = await call("GET", "/api/v1/cache/house", { auth: bearer(tokenOf("house")) });
  expect(JSON.parse(answer.text)).toEqual({
    name: "house",
    uri: `${server.url}/house`,
    isPublic: true,
    publicSigningKeys: [server.cache.publicKey],
    githubUsername: "loopback",
    permission: "Write",
    preferredCompressionMethod: "ZSTD",
  });
});

describe("an upload", () => {
  test("is 200 at every step and ends as a narinfo that Nix can read", async () => {
    const { created, given, put, done, body } = await upload("house", "a");
    expect([created, given, put, done].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(put.headers.get("etag")).toMatch(/^"[0-9a-f]{32}"$/);
    const { cFileHash, cFileSize, cNarHash, cNarSize } = body.narInfoCreate;
    const answer = await call("GET", `/house/${"a".repeat(32)}.narinfo`);
    expect(answer.type).toBe("text/x-nix-narinfo");
    expect(answer.text.replace(/^Sig: .*$/m, "Sig: x")).toBe(
      `StorePath: /nix/store/${"a".repeat(32)}-name
URL: nar/${cFileHash}.nar.zst
Compression: zstd
FileHash: sha256:${cFileHash}
FileSize: ${cFileSize}
NarHash: ${cNarHash}
NarSize: ${cNarSize}
References: 
Deriver: unknown-deriver
Sig: x
`,
    );
    expect((await call("HEAD", `/api/v1/cache/house/${"a".repeat(32)}.narinfo`)).status).toBe(200);
    expect((await call("HEAD", `/house/${"0".repeat(32)}.narinfo`)).status).toBe(404);
    const nar = await fetch(`${server.url}/house/nar/${cFileHash}.nar.zst`, {
      headers: { range: "bytes=0-3" },
    });
    expect([nar.status, nar.headers.get("content-range")]).toEqual([206, `bytes 0-3/${cFileSize}`]);
    expect(Buffer.from(await nar.arrayBuffer()).toString("hex")).toBe("28b52ffd");
  });

  test("in xz is looked into as well", async () => {
    expect((await upload("house", "b", { compression: "xz" })).done.status).toBe(200);
    const lie = await upload("house", "c", { compression: "xz", claim: { cNarSize: 1 } });
    expect(lie.done).toMatchObject({ status: 400, text: "nar size mismatch: claimed 1, found 8" });
  });

  test.each([
    ["file size", { cFileSize: 1 }, /^file size mismatch/],
    ["file hash", { cFileHash: "0".repeat(64) }, /^file hash mismatch/],
    ["nar size", { cNarSize: 9 }, /^nar size mismatch/],
    ["nar hash", { cNarHash: `sha256:${"0".repeat(52)}` }, /^nar hash mismatch/],
    ["an empty NAR", { cNarSize: 0 }, /cNarSize/],
    ["references as paths", { cReferences: [`/nix/store/${"a".repeat(32)}-x`] }, /cReferences/],
    ["a prefixed file hash", { cFileHash: `sha256:${"0".repeat(64)}` }, /cFileHash/],
    ["a signature nobody made", { cSig: Buffer.alloc(64).toString("base64") }, /^Invalid signature/],
  ])("with a wrong claim is refused: %s", async (_name, claim, reason) => {
    const { done } = await upload("house", "d", { claim });
    expect(done).toMatchObject({ status: 400, text: expect.stringMatching(reason) });
    expect((await call("GET", `/house/${"d".repeat(32)}.narinfo`)).status).toBe(404);
  });

  test("of bytes that are no zstd is refused", async () => {
    const bytes = Buffer.from("this is not zstd");
    const { done } = await upload("house", "f", { bytes });
    expect(done).toMatchObject({ status: 400, text: "the NAR does not decompress" });
  });

  test.each([
    ["another ETag", [{ partNumber: 1, eTag: '"0"' }]],
    [
      "a part more",
      [
        { partNumber: 1, eTag: '"0"' },
        { partNumber: 2, eTag: '"0"' },
      ],
    ],
    ["no part", []],
  ])("whose list of parts is not what is here is refused: %s", async (_name, parts) => {
    expect((await upload("house", "g", { parts })).done).toMatchObject({ status: 400, text: "InvalidPart" });
  });

  test("without a list of parts goes by what is here", async () => {
    expect((await upload("house", "h", { parts: null })).done.status).toBe(200);
  });

  test("does not override what is there", async () => {
    await upload("house", "i");
    const before = await call("GET", `/house/${"i".repeat(32)}.narinfo`);
    expect((await upload("house", "i", { compression: "xz" })).done.status).toBe(200);
    expect((await call("GET", `/house/${"i".repeat(32)}.narinfo`)).text).toBe(before.text);
  });

  test("beyond the quota is refused with 413", async () => {
    expect((await upload("tiny", "a")).done).toMatchObject({
      status: 413,
      text: "Binary cache tiny is full.",
    });
  });

  test("part is refused with wrong bytes, a wrong secret or after the abort", async () => {
    const auth = bearer(tokenOf("house"));
    const prefix = "/api/v1/cache/house/multipart-nar";
    const { narId, uploadId } = JSON.parse((await call("POST", `${prefix}?compression=zst`, { auth })).text);
    const query = `uploadId=${encodeURIComponent(uploadId)}`;
    const given = await call("POST", `${prefix}/${narId}?${query}&partNumber=1`, {
      auth,
      body: { contentMD5: "x" },
    });
    const { uploadUrl } = JSON.parse(given.text) as { uploadUrl: string };
    const raw = Buffer.from("part");
    expect(await call("PUT", uploadUrl, { raw, md5: md5Of(Buffer.from("other")) })).toMatchObject({
      status: 400,
      text: "BadDigest",
    });
    expect((await call("PUT", uploadUrl.replace(/signature=[^&]*/, "signature=x"), { raw })).status).toBe(
      403,
    );
    expect((await call("PUT", uploadUrl, { raw: Buffer.alloc(0) })).status).toBe(200);
    expect((await call("POST", `${prefix}/${narId}/abort?uploadId=other`, { auth })).status).toBe(404);
    expect((await call("POST", `${prefix}/${narId}/abort?${query}`, { auth })).status).toBe(200);
    expect((await call("PUT", uploadUrl, { raw })).status).toBe(404);
  });

  test.each(["/multipart-nar", "/multipart-nar?compression=gzip"])(
    "needs a compression it knows: %s",
    async (path) => {
      const answer = await call("POST", `/api/v1/cache/house${path}`, { auth: bearer(tokenOf("house")) });
      expect(answer.status).toBe(400);
    },
  );
});

test("a cache that signs for nobody wants a registered key and its signature", async () => {
  expect((await upload("selfish", "a")).done).toMatchObject({
    status: 400,
    text: expect.stringMatching(/^No public key set yet/),
  });
  const auth = bearer(tokenOf("selfish"));
  expect(
    (await call("POST", "/api/v1/cache/selfish/key", { auth, body: { publicKey: own.publicKey } })).status,
  ).toBe(200);
  expect((await upload("selfish", "a")).done).toMatchObject({
    status: 400,
    text: expect.stringContaining("a signature is required"),
  });
  const nar = Buffer.from("nar of a");
  const hash = encodeBase32(createHash("sha256").update(nar).digest());
  const fingerprint = `1;/nix/store/${"a".repeat(32)}-name;sha256:${hash};${nar.length};`;
  expect(
    (await upload("selfish", "a", { claim: { cSig: signText(own.seed, fingerprint) } })).done.status,
  ).toBe(200);
});

test("nothing is served before its whole closure is here or upstream", async () => {
  const claim = { cReferences: [`${"a".repeat(32)}-name`, `${"v".repeat(32)}-x`, `${"s".repeat(32)}-name`] };
  await upload("strict", "s", { claim });
  const path = `/strict/${"s".repeat(32)}.narinfo`;
  expect((await call("GET", path)).status).toBe(404);
  await upload("strict", "a");
  expect((await call("GET", path)).status).toBe(200);
});

describe("the question for many", () => {
  const ask = (body: unknown) => call("POST", "/api/v1/cache/house/narinfo", { body });

  test("is answered with what is missing", async () => {
    await upload("house", "k");
    const answer = await ask(["k".repeat(32), "l".repeat(32)]);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, ["l".repeat(32)]]);
  });

  test("may be as long as the real client makes it, and no longer", async () => {
    const many = Array.from({ length: 32_769 }, (_, index) => String(index).padStart(32, "0"));
    expect((await ask(many.slice(1))).status).toBe(200);
    expect((await ask(many)).status).toBe(400);
  });

  test.each([[{}], [["short"]], [[1]], [undefined]])("%j is none", async (body) => {
    expect((await ask(body)).status).toBe(400);
  });
});

test("a pin is kept as it came", async () => {
  const auth = bearer(tokenOf("house"));
  const pin = { name: "v1", storePath: "/nix/store/x", artifacts: [], keep: { tag: "Days", contents: 3 } };
  expect((await call("POST", "/api/v1/cache/house/pin", { auth, body: pin })).status).toBe(200);
  expect(
    (await call("POST", "/api/v1/cache/house/pin", { auth, body: { ...pin, keep: { tag: "Weeks" } } }))
      .status,
  ).toBe(400);
  expect(JSON.parse(readFileSync(join(server.state, "caches/house/pins.json"), "utf8"))).toEqual([
    { ...pin, at: expect.stringMatching(/^\d{4}-.*Z$/) },
  ]);
});

test("what an upstream has is not missing, and is read through with its own signature", async () => {
  await upload("house", "w");
  const asked = await call("POST", "/api/v1/cache/window/narinfo", {
    body: ["w".repeat(32), "x".repeat(32)],
  });
  expect(JSON.parse(asked.text)).toEqual(["x".repeat(32)]);
  const narInfo = await call("GET", `/window/${"w".repeat(32)}.narinfo`);
  expect(narInfo.text).toContain("Sig: house-1:");
  const url = /^URL: (.*)$/m.exec(narInfo.text)?.[1];
  expect((await call("GET", `/window/${url}`)).status).toBe(200);
});

describe("over its limit a cache drops", () => {
  const isThere = async (letter: string) =>
    (await call("POST", "/api/v1/cache/narrow/narinfo", { body: [letter.repeat(32)] })).text === "[]";

  test("what was read least recently, and neither what is pinned nor what that refers to", async () => {
    // Each is 17 bytes or a few more: two fit.
    await upload("narrow", "a");
    const claim = { cReferences: [`${"a".repeat(32)}-name`] };
    await upload("narrow", "b", { claim });
    const storePath = `/nix/store/${"b".repeat(32)}-name`;
    const pin = { name: "v1", storePath, artifacts: [], keep: { tag: "Revisions", contents: 1 } };
    const auth = bearer(tokenOf("narrow"));
    await call("POST", "/api/v1/cache/narrow/pin", { auth, body: pin });
    await upload("narrow", "c");
    expect(await Promise.all(["a", "b", "c"].map(isThere))).toEqual([true, true, false]);
    await call("POST", "/api/v1/cache/narrow/pin", { auth, body: { ...pin, storePath: "/nix/store/x" } });
    await call("GET", `/narrow/${"a".repeat(32)}.narinfo`);
    await upload("narrow", "d");
    expect(await Promise.all(["a", "b", "d"].map(isThere))).toEqual([true, false, true]);
    expect(readdirSync(join(server.state, "caches/narrow/nar"))).toHaveLength(2);
  });
});

test("names that leave the folder lead nowhere", async () => {
  for (const path of [
    "/house/nar/..%2fsecrets.json",
    "/house/..%2fsecrets.json",
    "/house/nar/%2e%2e%2fsecrets.json",
  ])
    expect((await call("GET", path)).status).toBe(404);
});

test("what cannot be parsed is 400, not an outage", async () => {
  const response = await fetch(`${server.url}/api/v1/cache/house/narinfo`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  expect(response.status).toBe(400);
});

describe("state", () => {
  test("tokens and keys are made once, for the owner's eyes", async () => {
    const first = await another();
    const { token, publicKey } = first.cache;
    expect(statSync(join(first.state, "caches/house/secrets.json")).mode & 0o777).toBe(0o600);
    await first.close();
    const second = await another(first.state);
    expect(second.cache).toMatchObject({ token, publicKey });
  });

  test("what was pushed is there after a restart", async () => {
    await upload("house", "n");
    // The shared server goes on, so its folder is locked: another one starts from what is in it.
    const state = `${server.state}-copy`;
    cpSync(server.state, state, { recursive: true, filter: (path) => !path.endsWith("/lock") });
    const again = await another(state);
    expect((await fetch(`${again.url}/house/${"n".repeat(32)}.narinfo`)).status).toBe(200);
  });

  test("uploads nobody finished are dropped by age", async () => {
    const first = await another();
    const start = () =>
      fetch(`${first.url}/api/v1/cache/house/multipart-nar?compression=zst`, {
        method: "POST",
        headers: { authorization: bearer(first.cache.token) },
      }).then(async (response) => ((await response.json()) as { narId: string }).narId);
    const [old, young] = [await start(), await start()];
    const uploads = join(first.state, "caches/house/uploads");
    utimesSync(join(uploads, old), 1, 1);
    await first.close();
    await another(first.state);
    expect(readdirSync(uploads)).toEqual([young]);
  });

  test("no token is in the log, whoever asked and however", async () => {
    await call("GET", "/vault/nix-cache-info", { auth: basic(`:${tokenOf("vault")}`) });
    await call("GET", "/api/v1/cache/vault", { auth: bearer(tokenOf("vault", "readToken")) });
    const text = readFileSync(join(server.state, "requests.jsonl"), "utf8");
    expect(text.includes('"/vault/nix-cache-info"')).toBe(true);
    for (const { token, readToken } of server.caches)
      for (const secret of [token, readToken]) expect(text.includes(secret)).toBe(false);
    expect(text.includes("signature=")).toBe(false);
  });
});

test("a taken port is a problem, not a crash", async () => {
  const port = Number(new URL(server.url).port);
  const state = `${server.state}-second`;
  const second = await startCachix({ state, port });
  rmSync(state, { recursive: true });
  expect(second).toMatchObject({
    ok: false,
    problems: [{ code: "port-taken", what: expect.stringContaining(String(port)) }],
  });
});

test("it listens on the loopback alone", () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
