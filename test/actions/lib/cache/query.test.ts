import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pushClosure } from "../../../../actions/lib/cache/push.ts";
import { queryPresence } from "../../../../actions/lib/cache/query.ts";
import { parseCacheReference } from "../../../../actions/lib/cache/reference.ts";
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
const { signal } = new AbortController();
const anonymous = { token: "", signal, http: impatient };
const absent = (index: number): string => `/nix/store/${String(index).padStart(32, "0")}-absent`;
let server: TestCachix;

beforeAll(async () => {
  server = await aCachix({ caches: [{ name: "house" }, { name: "vault", isPublic: false }] });
});
afterAll(() => server.dispose());

const reference = (text = server.cache.reference) => {
  const parsed = parseCacheReference(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};

test("says which of the paths are there", async () => {
  const { closure, root } = await buildClosure(nix);
  const before = await queryPresence(reference(), closure, anonymous);
  expect(before).toEqual({ ok: true, value: new Set() });
  await pushClosure(aPush(server.cache, { roots: [root] }), nix, aPushHost());
  const after = await queryPresence(reference(), [...closure, absent(1), ...closure], anonymous);
  expect(after).toEqual({ ok: true, value: new Set(closure) });
});

test("ten thousand times four paths take two requests", async () => {
  const before = server.requests.length;
  const paths = Array.from({ length: 40_000 }, (_, index) => absent(index));
  expect(await queryPresence(reference(), paths, anonymous)).toEqual({ ok: true, value: new Set() });
  expect(server.requests.length - before).toBeLessThanOrEqual(2);
});

test("of nothing nothing is asked", async () => {
  const nowhere = reference("cachix+http://127.0.0.1:1/house");
  expect(await queryPresence(nowhere, [], anonymous)).toEqual({ ok: true, value: new Set() });
});

describe("no answer is a problem, never an absence", () => {
  const ask = async (text: string, token = "") => {
    const asked = await queryPresence(reference(text), [absent(1)], { ...anonymous, token });
    if (asked.ok) throw new Error("answered");
    return asked.problems;
  };

  test("nobody listens", async () => {
    expect(await ask("cachix+http://127.0.0.1:1/house")).toMatchObject([
      {
        code: "cache-unreachable",
        where: "cachix+http://127.0.0.1:1/house",
        what: expect.stringContaining('cache "house" at http://127.0.0.1:1 does not answer'),
      },
    ]);
  });

  test("no such cache", async () => {
    expect(await ask(`cachix+${server.url}/hose`)).toMatchObject([
      { code: "cache-missing", what: expect.stringContaining("Binary cache hose does not exist.") },
    ]);
  });

  test("a private cache, no token", async () => {
    expect(await ask(`cachix+${server.url}/vault`)).toMatchObject([
      { code: "cache-refused", what: expect.stringContaining("refuses anonymous access") },
    ]);
  });

  test("a wrong token, which the server repeats and we do not", async () => {
    const problems = await ask(server.cache.reference, "canary-7c1d");
    expect(problems).toMatchObject([{ code: "cache-refused", what: expect.stringContaining("has expired") }]);
    expect(JSON.stringify(problems)).not.toContain("canary-7c1d");
  });

  test.each([
    ["a web page", "<html>"],
    ["no array", '{"a":1}'],
    ["other hashes than were asked for", '["zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"]'],
    ["numbers", "[1]"],
  ])("%s", async (_name, body) => {
    const headers = { "content-type": "application/json" };
    server.faults.add({ path: /narinfo$/, fault: { kind: "answer", status: 200, headers, body } });
    const problems = await ask(server.cache.reference);
    expect(problems).toMatchObject([{ what: expect.stringContaining("does not speak the protocol") }]);
  });

  test("a server that stays ill", async () => {
    server.faults.add({
      path: /narinfo$/,
      times: 5,
      fault: { kind: "answer", status: 503, body: "sorry\nsecond" },
    });
    const problems = await ask(server.cache.reference);
    expect(problems).toMatchObject([
      {
        code: "cache-unreachable",
        what: expect.stringMatching(/answers 503 .* after 5 tries: "sorry second"$/),
      },
    ]);
  });
});

test("what is no store path is named and nothing is asked", async () => {
  const before = server.requests.length;
  const asked = await queryPresence(reference(), ["/etc/passwd", absent(1), "${{ x }}"], anonymous);
  expect(asked).toMatchObject({
    ok: false,
    problems: [
      { code: "store-path-invalid", where: "/etc/passwd" },
      { what: '"${{ x }}" is not a store path' },
    ],
  });
  expect(server.requests.length).toBe(before);
});
