import { afterEach, expect, test } from "@jest/globals";
import { findCaches, storeAsKnown } from "../../../actions/cachix-push/known-cache.ts";
import { aCachix, impatient, type TestCachix } from "../../support/cachix.ts";

const servers: TestCachix[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.dispose();
});

async function serve(isPublic: boolean): Promise<TestCachix> {
  const server = await aCachix({ caches: [{ name: "house", isPublic }] });
  servers.push(server);
  return server;
}

const signal = new AbortController().signal;

test("caches tell their address and keys; several may stand on a line", async () => {
  const [first, second] = [await serve(true), await serve(true)];
  const line = ` ${first.cache.reference}, ${second.cache.reference},`;
  const found = await findCaches([line], { token: "", host: "", signal, http: impatient });
  expect(found.problems).toEqual([]);
  expect(found.caches).toMatchObject([
    { url: first.cache.readUrl, keys: [first.cache.publicKey], isPrivate: false },
    { url: second.cache.readUrl, keys: [second.cache.publicKey], isPrivate: false },
  ]);
});

test("the token goes to the host it is for, and only where it is needed", async () => {
  const [open, closed, elsewhere] = [await serve(true), await serve(false), await serve(false)];
  const { token } = closed.cache;
  const names = [open, closed, elsewhere].map(({ cache }) => cache.reference);
  const found = await findCaches(names, { token, host: closed.url, signal, http: impatient });
  expect(found.caches.map(({ text }) => text)).toEqual([open.cache.reference, closed.cache.reference]);
  expect(found.problems).toMatchObject([
    { code: "cache-refused", severity: "warning", what: expect.stringContaining("anonymous access") },
  ]);
  expect([open, closed, elsewhere].map(({ requests }) => requests.length)).toEqual([1, 2, 1]);
});

test("what is no cache, or is away, is a warning or told as what it is", async () => {
  const gone = await serve(true);
  await gone.close();
  const found = await findCaches(["no/cache", gone.cache.reference], {
    token: "",
    host: "",
    signal,
    http: impatient,
  });
  expect(found.problems.map(({ code, severity }) => [code, severity])).toEqual([
    ["cache-target", "error"],
    ["cache-unreachable", "warning"],
  ]);
});

test.each([
  ["https://store.example", true],
  ["s3://bucket?region=x", true],
  ["ssh-ng://host", false],
])("Nix substitutes from the store %s: %s", (text, isKnown) => {
  const known = storeAsKnown({ kind: "nix-copy", text, name: "x" }, { token: "", signingKey: "" });
  expect(known !== undefined).toBe(isKnown);
});
