import { expect, test } from "@jest/globals";
import type { CacheReference } from "../../../../actions/lib/cache/reference.ts";
import { type QueryPresence, readCacheState } from "../../../../actions/lib/plan/cache-state.ts";
import { refuse, succeed } from "../../../../workflows/problem.ts";

const path = (letter: string): string => `/nix/store/${letter.repeat(32)}-x`;
const aCache = (name: string): CacheReference => ({ kind: "cachix", text: name, name, host: "http://c" });
const signal = new AbortController().signal;

test("every cache is asked once, for each path once, and each answer is kept apart", async () => {
  const asked: (readonly [string, readonly string[], string])[] = [];
  const query: QueryPresence = async ({ text: name }, paths, { token }) => {
    asked.push([name, paths, token]);
    return succeed(new Set(name === "one" ? [path("a"), path("b")] : [path("b")]));
  };
  const question = { caches: [aCache("one"), aCache("two")], token: "t", signal, query };
  const state = await readCacheState([path("a"), path("b"), path("a"), "/1rz-placeholder"], question);
  expect(asked).toEqual([
    ["one", [path("a"), path("b")], "t"],
    ["two", [path("a"), path("b")], "t"],
  ]);
  expect(["a", "b", "c"].map((letter) => state.holders(path(letter)))).toEqual([["one"], ["one", "two"], []]);
  expect(state.problems).toEqual([]);
});

test("a cache that does not answer has nothing, and says so once, as a warning", async () => {
  const silent = {
    code: "cache-unreachable",
    severity: "error",
    where: "two",
    what: "no answer",
    fix: "x",
  } as const;
  const query: QueryPresence = async ({ text: name }) =>
    name === "two" ? refuse(silent, { ...silent, what: "again" }) : succeed(new Set([path("a")]));
  const question = { caches: [aCache("one"), aCache("two")], token: "", signal, query };
  const state = await readCacheState([path("a"), path("b")], question);
  expect(state.holders(path("a"))).toEqual(["one"]);
  expect(state.problems).toMatchObject([
    { severity: "warning", where: "two", what: "no answer; nothing is taken for cached there" },
  ]);
});

test("nothing to ask, nothing asked", async () => {
  const query: QueryPresence = () => Promise.reject(new Error("asked"));
  const state = await readCacheState([], { caches: [aCache("one")], token: "", signal, query });
  expect(state.problems).toEqual([]);
});
