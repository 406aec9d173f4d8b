import { describe, expect, test } from "@jest/globals";
import { cachixSource } from "../../../../actions/lib/cache/cachix-target.ts";
import type { Call, Http, Reply } from "../../../../actions/lib/cache/http.ts";
import { parseCacheReference } from "../../../../actions/lib/cache/reference.ts";
import { readBack } from "../../../../actions/lib/cache/verify.ts";
import { parseHash, renderNix32 } from "../../../../actions/lib/nix/hash.ts";
import { createKeyPair, signText } from "../../../../infra/local/cachix/keys.ts";

const own = createKeyPair();
const foreign = createKeyPair();
const hashPart = "7jcnig1lxybrjqinp795wlkj2k20fkc8";
const path = `/nix/store/${hashPart}-a`;
const reference = "/nix/store/iz7bfqmia38l3whi8fcx8mys99z10mv7-b";
const narHash = parseHash(`sha256-${Buffer.alloc(32, 7).toString("base64")}`);
if (narHash === undefined) throw new Error("hash");
const info = { path, narHash, narSize: 120, references: [reference, path] };

type Served = {
  readonly hash?: string;
  readonly narSize?: number;
  readonly signer?: string;
  readonly seed?: string;
  /** What is signed says another size than what is served. */
  readonly signedSize?: number;
  readonly unsigned?: boolean;
};

function narInfoOf(served: Served = {}): string {
  const hash = served.hash ?? renderNix32(info.narHash);
  const size = served.narSize ?? 120;
  const fingerprint = `1;${path};${hash};${served.signedSize ?? size};${path},${reference}`;
  const signature = `Sig: ${served.signer ?? "house-1"}:${signText(served.seed ?? own.seed, fingerprint)}\n`;
  return [
    `StorePath: ${path}\nURL: nar/x.nar.zst\nCompression: zstd\nFileSize: 40\nNarHash: ${hash}\nNarSize: ${size}\n`,
    `References: ${hashPart}-a iz7bfqmia38l3whi8fcx8mys99z10mv7-b\n`,
    served.unsigned ? "" : signature,
  ].join("");
}

const magic = Buffer.from("28b52ffd", "hex");

function answer(status: number, body: string | Buffer = "", headers: Record<string, string> = {}): Reply {
  return { kind: "answer", status, headers: new Headers(headers), body: Buffer.from(body), attempts: 1 };
}

const goodNar = answer(206, magic, { "content-range": "bytes 0-3/40" });

type Scene = {
  readonly narInfo?: Reply;
  readonly nar?: Reply;
  readonly isPublic?: boolean;
  readonly token?: string;
  readonly depth?: "full";
};

/** A cache that answers by the book, but for what the scene says. */
async function read(scene: Scene = {}) {
  const calls: Call[] = [];
  const http: Http = {
    tally: { requests: 0, retries: 0, bytesIn: 0, bytesOut: 0 },
    send: async (call) => {
      calls.push(call);
      return call.url.endsWith(".narinfo")
        ? (scene.narInfo ?? answer(200, narInfoOf()))
        : (scene.nar ?? goodNar);
    },
  };
  const cache = parseCacheReference("cachix+http://api.test/house");
  if (!cache.ok) throw new Error("reference");
  const { signal } = new AbortController();
  const access = { cache: cache.value, token: scene.token ?? "", http, signal };
  const source = cachixSource(access, {
    name: "house",
    uri: "http://read.test/house/",
    isPublic: scene.isPublic ?? true,
    publicSigningKeys: [`house-1:${own.publicKey}`],
    permission: "Write",
    preferredCompressionMethod: "ZSTD",
  });
  const results = await readBack([info], {
    ...{ source, signal, depth: scene.depth ?? "quick" },
    wait: async () => undefined,
  });
  return { result: results.get(path), calls };
}

test("a path that is all there takes two requests, below the URL the cache names", async () => {
  const { result, calls } = await read();
  expect(result).toEqual({ state: "readable", fileBytes: 40 });
  expect(calls.map(({ url }) => url)).toEqual([
    `http://read.test/house/${hashPart}.narinfo`,
    "http://read.test/house/nar/x.nar.zst",
  ]);
});

describe("unreadable, with the reason", () => {
  test.each<readonly [string, Scene, string]>([
    ["absent", { narInfo: answer(404) }, "does not show it (404)"],
    ["outage", { narInfo: answer(503) }, "answers 503"],
    [
      "silence",
      { narInfo: { kind: "silence", reason: "connection refused", attempts: 5 } },
      "does not answer: connection refused",
    ],
    ["refused", { narInfo: answer(403) }, "refuses anonymous readers (403)"],
    ["refused, private", { narInfo: answer(401), isPublic: false }, "refuses the token (401)"],
    ["blank line", { narInfo: answer(200, `${narInfoOf()}\n`) }, "its narinfo is corrupt"],
    [
      "another path",
      { narInfo: answer(200, narInfoOf().replace(`StorePath: ${path}`, `StorePath: ${path}b`)) },
      `its narinfo is that of ${path}b`,
    ],
    [
      "altered after signing",
      { narInfo: answer(200, narInfoOf({ signedSize: 119 })) },
      "its signature by house-1 is wrong",
    ],
    [
      "forged under our name",
      { narInfo: answer(200, narInfoOf({ seed: foreign.seed })) },
      "its signature by house-1 is wrong",
    ],
    [
      "forged under Nix's name",
      { narInfo: answer(200, narInfoOf({ signer: "cache.nixos.org-1" })) },
      "its signature by cache.nixos.org-1 is wrong",
    ],
    ["unsigned", { narInfo: answer(200, narInfoOf({ unsigned: true })) }, "its narinfo has no signature"],
    [
      "another build",
      { narInfo: answer(200, narInfoOf({ hash: `sha256:${"0".repeat(52)}` })) },
      "the build is not reproducible",
    ],
    ["no NAR", { nar: answer(404) }, "its NAR cannot be fetched: 404"],
    [
      "a NAR cut short",
      { nar: answer(206, magic, { "content-range": "bytes 0-3/39" }) },
      "its NAR has 39 bytes, its narinfo says 40",
    ],
    ["a page for a NAR", { nar: answer(200, "<html>", { "content-length": "40" }) }, "its NAR is not zstd"],
  ])("%s", async (_name, scene, reason) => {
    const { result } = await read(scene);
    expect(result).toMatchObject({ state: "unreadable", reason: expect.stringContaining(reason) });
  });
});

test("signed by another cache is upstream", async () => {
  const { result } = await read({
    narInfo: answer(200, narInfoOf({ signer: "other-1", seed: foreign.seed })),
  });
  expect(result).toEqual({ state: "upstream", signer: "other-1" });
});

test("the token goes to a private cache and nowhere else", async () => {
  const basic = `Basic ${Buffer.from(":secret").toString("base64")}`;
  const headersOf = async (scene: Scene) =>
    (await read({ token: "secret", ...scene })).calls.map(({ headers }) => headers?.["authorization"]);
  expect(await headersOf({})).toEqual([undefined, undefined]);
  expect(await headersOf({ isPublic: false })).toEqual([basic, basic]);
  const elsewhere = answer(200, narInfoOf().replace("URL: nar/x", "URL: http://bucket.test/x"));
  expect(await headersOf({ isPublic: false, narInfo: elsewhere })).toEqual([basic, undefined]);
});

test("what is late is asked for again, what is there is not", async () => {
  const { calls } = await read({ narInfo: answer(404) });
  expect(calls).toHaveLength(3);
  expect((await read()).calls).toHaveLength(2);
});
