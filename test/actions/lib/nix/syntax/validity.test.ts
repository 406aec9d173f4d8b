import { expect, test } from "@jest/globals";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import { resolve } from "../../../../../actions/lib/nix/syntax/scope.ts";
import { findFaults } from "../../../../../actions/lib/nix/syntax/validity.ts";
import { fc } from "../../../../support/property.ts";
import { invalid, valid } from "./corners.ts";
import { faulty, program, soup } from "./random-program.ts";
import { isAccepted } from "./real-parser.ts";

test.each(Object.entries(valid))("valid: %s", (_, texts) => {
  for (const text of texts) expect([text, faultsOf(text)]).toEqual([text, []]);
});

test.each(Object.entries(invalid))("invalid: %s", (_, texts) => {
  expect(texts.filter((text) => faultsOf(text).length === 0)).toEqual([]);
});

test("Nix agrees with the table of valid texts", async () => {
  const texts = Object.values(valid).flat();
  expect(await accepted(texts)).toEqual(texts);
});

test("Nix agrees with the table of invalid texts", async () => {
  expect(await accepted(Object.values(invalid).flat())).toEqual([]);
});

test.each([
  "{ a.b.c = 1; a = { b.d = 2; }; }",
  "{ a = { b.c = 1; }; a.b = { d = 2; }; }",
  "{ a = { x = rec { p = 1; }; }; a = { x = { q = p; }; y = 1; z = 2; }; }",
  "{ a = { x = rec { p = 1; }; y = 1; z = 2; }; a = { x = { q = p; }; }; }",
])("%s is valid in Nix 2.34, not yet in 2.8", (text) => {
  expect(faultsOf(text)).toEqual([]);
});

test("a dynamic name of a merged set is read in Nix 2.34, and forgotten in 2.8", () => {
  expect(faultsOf("{ a = { b = 1; }; a = { ${c} = 2; }; }")).toEqual(['undefined variable "c"']);
});

test.each(["{ inherit (x) ; }", "let inherit (x) ; in 1", "rec { inherit (y: x) ; }"])(
  "%s is invalid since Nix looks into the source of an inherit without names; 2.8 does not",
  (text) => {
    expect(faultsOf(text)).toEqual(['undefined variable "x"']);
  },
);

test.each(['"a\u0000b"', "''a\u0000b''", '"${"a"}\u0000"'])(
  "%j is invalid in Nix 2.34, not yet in 2.8",
  (text) => {
    expect(faultsOf(text)).toEqual(["a string cannot hold a NUL character"]);
  },
);

test.each(["1 |> map", "map <| 1", "map <| map <| 1", "1 |> map |> map", "x: x |> x", "1 + 1 |> map"])(
  "%s needs a feature of Nix, and is valid",
  (text) => {
    expect(faultsOf(text)).toEqual([]);
    expect(parse(text).usesPipes).toBe(true);
  },
);

test.each(["1 |> map <| 1", "map <| 1 |> map", "1 |> x: x", "1 |>", "|> 1", "[ 1 |> map ]"])(
  "%s is invalid",
  (text) => {
    expect(faultsOf(text).length).toBeGreaterThan(0);
  },
);

test("random programs: Nix accepts what has no fault, and refuses what has one", async () => {
  const texts = [program, faulty, soup]
    .flatMap((kind) => fc.sample(kind, 400))
    .filter((text) => !inheritsNothing.test(text))
    .flatMap(inScope);
  const good = texts.filter((text) => faultsOf(text).length === 0);
  const bad = texts.filter((text) => faultsOf(text).length > 0).slice(0, 40);
  expect(good.length).toBeGreaterThan(100);
  expect(await accepted(good)).toEqual(good);
  expect(await accepted(bad)).toEqual([]);
});

/** In this the versions of Nix differ: see above. */
const inheritsNothing = /\binherit\b[^;]*\)\s*;/;

/** Most random variables are undefined; under a `with`, none is. Lone surrogates have no UTF-8. */
function inScope(text: string): string[] {
  return text.isWellFormed() ? [text, `with {}; ${text}`] : [];
}

async function accepted(texts: readonly string[]): Promise<readonly string[]> {
  const verdicts = await isAccepted(texts);
  return texts.filter((_, place) => verdicts[place]);
}

function faultsOf(text: string): readonly string[] {
  return findFaults(resolve(parse(text))).map(({ what }) => what);
}
