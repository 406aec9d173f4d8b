import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { parseSubstituterReference, querySubstituter } from "../../../../actions/lib/cache/binary-cache.ts";

const path = (letter: string): string => `/nix/store/${letter.repeat(32)}-x`;
const http = { wait: async () => undefined };

let server: Server;
let url: string;
let asked: IncomingMessage[] = [];
let sockets = new Set<unknown>();
let info: { status: number; body: string };
let answers: Readonly<Record<string, number>>;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    sockets.add(request.socket);
    const name = (request.url ?? "").split("/").at(-1) ?? "";
    if (name === "nix-cache-info") response.writeHead(info.status).end(info.body);
    // As every real cache does: Node keeps no connection after a HEAD without a length.
    else response.writeHead(answers[name.charAt(0)] ?? 404, { "content-length": "5" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/cache`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  sockets = new Set();
  info = { status: 200, body: "StoreDir: /nix/store\nWantMassQuery: 1\n" };
  answers = { a: 200, b: 404, c: 403 };
});

async function query(paths: readonly string[], text = `${url}/`) {
  const reference = parseSubstituterReference(text);
  if (!reference.ok) throw new Error(JSON.stringify(reference.problems));
  return querySubstituter(reference.value, paths, {
    token: "secret",
    signal: new AbortController().signal,
    http,
  });
}

describe("any binary cache", () => {
  test("has what it has a narinfo of; the token stays here", async () => {
    expect(await query(["a", "b", "c"].map(path))).toEqual({ ok: true, value: new Set([path("a")]) });
    expect(asked.map((request) => `${request.method} ${request.url}`).toSorted()).toEqual([
      "GET /some/cache/nix-cache-info",
      ...["a", "b", "c"].map((letter) => `HEAD /some/cache/${letter.repeat(32)}.narinfo`),
    ]);
    for (const { headers } of asked) expect(JSON.stringify(headers)).not.toContain("secret");
  });

  test("is asked over a few connections that are kept", async () => {
    const digits = "0123456789abcdfghijklmnpqrsvwxyz";
    const many = Array.from({ length: 500 }, (_, number) => {
      const hash = [number % 32, Math.floor(number / 32)].map((digit) => digits.charAt(digit)).join("");
      return `/nix/store/${hash.padStart(32, "a")}-x`;
    });
    const answer = await query(many);
    expect(answer.ok && answer.value.size).toBe(500);
    expect(asked).toHaveLength(501);
    expect(sockets.size).toBeLessThanOrEqual(40);
  });

  test.each([
    ["a server in trouble", () => (answers = { a: 200, b: 503 }), "cache-unreachable", "it answers 503"],
    [
      "a page that answers everything",
      () => (info = { status: 200, body: "<html>" }),
      "cache-missing",
      "no StoreDir",
    ],
    [
      "a cache for another store",
      () => (info = { status: 200, body: "StoreDir: /gnu/store" }),
      "cache-missing",
      'for "/gnu/store"',
    ],
    ["no cache at all", () => (info = { status: 404, body: "" }), "cache-unreachable", "it answers 404"],
  ])("%s is a problem, never an absence", async (_, arrange, code, what) => {
    arrange();
    expect(await query(["a", "b"].map(path))).toMatchObject({
      ok: false,
      problems: [{ code, what: expect.stringContaining(what) }],
    });
  });

  test("nobody there is a problem too", async () => {
    expect(await query([path("a")], "http://127.0.0.1:1")).toMatchObject({
      ok: false,
      problems: [{ code: "cache-unreachable", where: "http://127.0.0.1:1" }],
    });
  });
});

test.each([
  ["my-cache", "cachix"],
  ["https://my-cache.cachix.org", "cachix"],
  ["cachix+http://127.0.0.1:1/x", "cachix"],
  ["https://cache.nixos.org", "binary-cache"],
  ["https://cache.nixos.org/", "binary-cache"],
  ["http://host:8080/some/path", "binary-cache"],
])("%s is a %s", (text, kind) => {
  expect(parseSubstituterReference(text)).toMatchObject({ ok: true, value: { kind, text } });
});

test.each(["no cache", "s3://bucket", "https://", "https://user:pw@host", "https://host?x=1", "ftp://host"])(
  "%j cannot be asked",
  (text) => {
    expect(parseSubstituterReference(text)).toMatchObject({
      ok: false,
      problems: [{ code: "cache-target", fix: expect.stringContaining("https://cache.nixos.org") }],
    });
  },
);
