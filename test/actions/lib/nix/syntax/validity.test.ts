/** The table of Nix's corners. Every line is put to the real Nix too, so the table cannot be wrong. */

import { expect, test } from "@jest/globals";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import { resolve } from "../../../../../actions/lib/nix/syntax/scope.ts";
import { findFaults } from "../../../../../actions/lib/nix/syntax/validity.ts";
import { fc } from "../../../../support/property.ts";
import { faulty, program, soup } from "./random-program.ts";
import { isAccepted } from "./real-parser.ts";

const valid: Readonly<Record<string, readonly string[]>> = {
  numbers: [
    "1",
    "007",
    "9223372036854775807",
    "1.",
    "1.5",
    ".5",
    "0.5",
    "1.5e3",
    ".5E-2",
    "1.5e+3",
    "[ 00.5 ]",
    "[ map.1 ]",
    "[1.2.3]",
  ],
  strings: [
    '""',
    '"$"',
    '"$$"',
    '"$${x}"',
    '"\\${x}"',
    '"a$\\"b"',
    '"\\\n"',
    '"a\r\nb"',
    '"${"a"}${"b"}"',
    '"é😀"',
  ],
  "indented strings": [
    ...[
      "''''",
      "'' ''",
      "''a''",
      "''\n''",
      "''$''",
      "''a$''",
      "''''$''",
      "''''${x}''",
      "'''''''",
      "''''\\n''",
    ],
    ...[
      "''$${x}''",
      "'''${\"a\"}''",
      "''a'b''",
      "''\\''",
      "''\r\n a\r\n''",
      "''${\"a\"}''${x}'''''${\"b\"}''",
      "''''\\${x}''",
    ],
  ],
  paths: [
    ...[
      "./a",
      "../a",
      "/a",
      "a/b",
      "~/a",
      "a.b/c",
      "1/2",
      "-/a",
      "./.",
      "./a-b_c+d.e",
      "a/b/c",
      './a/${"b"}',
      './${"a"}.nix',
    ],
    ...[
      '/${"a"}',
      '~/${"a"}/b',
      './a/${"b"}/c${"d"}',
      "[ ./a ./b ]",
      './a//b${"c"}',
      './a${"b"}//c//d',
      "map /a",
      "1 /2",
    ],
  ],
  "search paths": ["<nixpkgs>", "<nixpkgs/lib/a.nix>", "map<a>1", "<a-b+c._d>"],
  uris: [
    "https://h/p?q=1&r=2",
    "x:x",
    "a.b+c-d:e",
    "[ x:y ]",
    "x:%/?:@&=+$,-_.!~*'",
    "{ a = x:y; }",
    "map x:y",
  ],
  "comments and space": [
    "1 # c",
    "# c\r1",
    "/**/1",
    "/***/1",
    "/* * / ** */ 1",
    "\t1\r\n",
    "map/*c*/1",
    "1#",
    "/* \" '' ${ */ 1",
  ],
  lists: [
    "[]",
    "[ 1 2 ]",
    "[ (map) [ ] { } ]",
    "with { }; [ map or ]",
    "[ map.a or map ]",
    "[ rec { } let { } ]",
    "[ x:x ]",
  ],
  sets: [
    ...[
      "{}",
      "{ a = 1; }",
      "{ a.b.c = 1; }",
      '{ "a b" = 1; ${"c"} = 2; }',
      "{ ${map} = 1; ${map} = 2; }",
      '{ "a${"b"}" = 1; }',
    ],
    ...[
      "{ or = 1; or-a = 2; }",
      "{ a.or.b = 1; }",
      "{ inherit map; }",
      '{ inherit "map"; inherit ${"true"}; }',
      "{ inherit; }",
    ],
    ...[
      '{ inherit (map) a or "b"; }',
      "{ inherit (map); }",
      '{ inherit ("${map}") a; }',
      "{ a = 1; inherit map; b = 2; }",
    ],
    ...["rec { a = b; b = a; }", "rec { inherit (a) b; a = b; }", "{ a' = 1; a-b = 2; _ = 3; }"],
  ],
  "sets that merge": [
    ...[
      "{ a.b = 1; a.c = 2; }",
      "{ a.b = 1; a = { c = 2; }; }",
      "{ a = { b = 1; }; a = { c = 2; }; }",
      "{ a = ({ b = 1; }); a.c = 2; }",
    ],
    ...["{ a = rec { b = 1; }; a.c = b; }", "{ a = { b = { }; }; a.b.c = 1; }"],
    ...[
      "{ a = { ${map} = 1; }; a.${map} = 2; }",
      "{ a = { inherit map; }; a.b = 1; }",
      "let a.b = 1; a.c = 2; in a",
      "{ ${''a''}.b = 1; a.c = 2; }",
    ],
  ],
  selections: [
    ...[
      "map.a",
      "map.a.b",
      'map."a b"',
      'map.${"a"}.b',
      "map.a or map",
      "map.a or map.b",
      "map.a or map.b or map",
      "map . a",
      "map.or",
    ],
    ...[
      "map.or or map",
      "x: x.a or x.b or x",
      "map ? a",
      'map ? a."b".${"c"}',
      "map ? a ? b",
      "map ? or",
      "(map).a",
      "{ a = 1; }.a",
      "[].a",
    ],
  ],
  "the word or": [
    ...[
      "with { }; map or",
      "with { }; map or [ ]",
      "with { }; map or map",
      "with { }; map (map or)",
      "{ x }: x.y or x",
    ],
    ...["with { }; x: x or", "with { }; map.a or map or map", "rec { or = map; a = map or; }"],
  ],
  functions: [
    ...[
      "x: x",
      "_: 1",
      "x: y: x y",
      "{ }: 1",
      "{ ... }: 1",
      "{ a }: a",
      "{ a, b }: a b",
      "{ a, ... }: a",
      "{ a ? 1, b ? a }: b",
      "{ a, }: a",
    ],
    ...[
      "{ a ? 1, }: a",
      "args@{ a }: args a",
      "{ a }@args: args a",
      "{ a } @ args : a",
      "a @ { b }: a b",
      "{ } @ a: a",
      "{ a ? x: x, b }: b",
      "{ a ? { b }: b }: a",
    ],
    ...["{ a ? b, b ? a }: 1", "{ __curPos }: 1", "x:(x)", "x:[ x ]", "x :x"],
  ],
  expressions: [
    ...[
      "let a = 1; in a",
      "let in 1",
      "let a = b; b = 1; in a",
      "let { body = 1; }",
      "let { a = body; body = 1; }.a",
      "map let { }",
    ],
    ...[
      "with { }; a",
      "with a: 1; b",
      "with { }; with b; c",
      "assert true; 1",
      "if true then 1 else 2",
      "if true then x: x else let in 1",
    ],
    ...[
      "let inherit (map) a; in a",
      "let inherit map; in map",
      "__curPos",
      "let __curPos = 1; in __curPos",
      "(((1)))",
      'map (x: x) { } [ ] 1 "" ./a',
    ],
  ],
  operators: [
    ...[
      "1 + 2 * 3 - 4 / 5",
      "1 - 2 - 3",
      "[ ] ++ [ ] ++ [ ]",
      "{ } // { } // { }",
      "1 == 2",
      "1 != 2",
      "1 < 2",
      "1 <= 2",
      "1 > 2",
      "1 >= 2",
    ],
    ...[
      "true && false || true -> false -> true",
      "!true",
      "!!true",
      "- 1",
      "--1",
      "-1 - -1",
      "!map ? a",
      "!1 + 2 == 3",
      "1 == 2 && 3 == 4",
      "1 < 2 == true",
    ],
    ...[
      "1 == (2 == 3)",
      "-1 * -2",
      "1 + !true",
      "map -1",
      "1 * !true + 2",
      "- map ? a",
      "map ? a && map ? b",
      "1 ++ !2 // 3",
      "a/b + 1",
      "1- 2",
      "1 +2",
    ],
  ],
  variables: [
    "map",
    "builtins.a",
    "__add",
    "import",
    "throw",
    "derivation",
    "__curPos",
    "x: { inherit x; }",
    "rec { x = 1; y = { inherit x; }; }",
  ],
  "names in scope": [
    ...[
      "let x = 1; in { inherit x; y = x; }",
      "x: { x = 1; y = x; }",
      "with { }; let a = b; in a",
      "rec { inherit (x) a; x = { }; }",
    ],
    ...[
      "with { }; { inherit (x) a; }",
      "rec { ${x} = 1; x = map; }",
      "{ a, b ? a, c ? d, d ? c }: 1",
      "let a = { b = 1; }; a.c = a; in a",
      "with { }; { inherit a; }",
    ],
  ],
  "end of file": ["1 \u0000 anything }", "1\u0000", "# \u0000\n1", '"\\\u0000"'],
};

const invalid: Readonly<Record<string, readonly string[]>> = {
  nothing: ["", " ", "# c", "/* c */", "\u0000", "\ufeff1", "é", "1 é", "^", "`1`"],
  numbers: ["9223372036854775808", "99999999999999999999", "1.0e400", "1.0e-400", "1e5"],
  strings: ['"', '"a', '"${', '"${1', '"${}"', '"a\\', "''", "''a", "''${1}", "''a'", "'a'", '"${1 2"}"'],
  paths: [
    "./",
    "a/",
    "./a/",
    "~/",
    "~",
    "./a//b",
    "a/b//",
    './${"a"}/',
    './a//b//c${"d"}',
    "/",
    "//",
    "..",
    "<a/>",
    "<>",
    "</a>",
    "a/*c*/b",
  ],
  comments: ["/*", "/* *", "1 /*/", "1 /* # */ */", "*/ 1"],
  lists: [
    "[",
    "]",
    "[ 1",
    "[ 1 ) ]",
    "[ 1, 2 ]",
    "[ 1 + 2 ]",
    "[ -1 ]",
    "[ !true ]",
    "[ x: x ]",
    "[ if true then 1 else 2 ]",
    "[ let a = 1; in a ]",
    "[ = ]",
  ],
  sets: [
    ...[
      "{",
      "}",
      "{ a }",
      "{ a = 1 }",
      "{ a = 1;",
      "{ a; }",
      "{ = 1; }",
      "{ a = ; }",
      "{ a. = 1; }",
      "{ .a = 1; }",
      "{ a b = 1; }",
      "{ 1 = 2; }",
      "{ ''a'' = 1; }",
    ],
    ...[
      "{ if = 1; }",
      "{ a = 1;; }",
      "{ a = 1; b }",
      "{ a == 1; }",
      "rec 1",
      "rec",
      "{ inherit (map a; }",
      "{ inherit a.b; }",
      "{ inherit 1; }",
      "{ inherit map }",
      "{ ./a = 1; }",
      "{ <a> = 1; }",
    ],
  ],
  "sets that clash": [
    ...[
      "{ a = 1; a = 2; }",
      '{ a = 1; "a" = 2; }',
      '{ ${"a"} = 1; a = 2; }',
      "{ a = 1; a.b = 2; }",
      "{ a.b = 1; a = 2; }",
      "{ a.b = 1; a.b = 2; }",
      "{ a.b = 1; a.b.c = 2; }",
    ],
    ...[
      "{ inherit map; map = 1; }",
      "{ inherit map map; }",
      "{ inherit map; map.a = 1; }",
      "{ a.b = 1; inherit (map) a; }",
      "{ a = { b = 1; }; a.b = 2; }",
      "let a = 1; a = 2; in a",
    ],
    ...[
      "{ a = let { b = 1; }; a.c = 1; }",
      "{ a = { b.c = 1; }; a = { b = 2; }; }",
      "{ ${''${\"a\"}''} = 1; a = 2; }",
      "{ a = { b = 1; }; a = { b = 2; }; }",
      "rec { a = 1; inherit (map) a; }",
    ],
  ],
  "dynamic names": [
    "let ${map} = 1; in 1",
    'let "${map}" = 1; in 1',
    "{ inherit ${map}; }",
    '{ inherit "${map}"; }',
    "let ${map}.a = 1; in 1",
  ],
  selections: [
    "map.",
    "map.a.",
    "map.a or",
    "map or.a",
    "map.(a)",
    "map ?",
    "map ? 1",
    "map ? a or map",
    ".a",
    "map.if",
    "map.a or -1",
    "map.''a''",
    "map.a or or",
  ],
  "the word or": [
    "or",
    "with { }; map or or",
    "or: 1",
    "{ or }: 1",
    "{ or ? 1 }: 1",
    "[ or ]",
    "let or = 1; in or",
    "1 + or",
  ],
  functions: [
    ...[
      "x:",
      "x: :",
      "{ a, b ? }: 1",
      "{ a b }: 1",
      "{ , }: 1",
      "{ a,, }: 1",
      "{ ..., a }: 1",
      "{ a, ..., }: 1",
      "{ a ... }: 1",
      "{ a }",
      "{ a, b }",
      "{ ... }",
    ],
    ...[
      "a@b: 1",
      "a@{ }@b: 1",
      "a@1: 1",
      "{ a }@: 1",
      "{ a }@b",
      "@a: 1",
      '{ "a" }: 1',
      "{ a.b }: 1",
      "map x: x",
      "1 + x: x",
      "map { a }: a",
      "x: y",
      "- x: x",
    ],
  ],
  formals: ["{ a, a }: 1", "a@{ a }: 1", "{ a }@a: 1", "{ a, b, a ? 1 }: 1"],
  expressions: [
    ...[
      "let",
      "let a = 1;",
      "let a = 1; in",
      "let a = 1 in a",
      "let a; in a",
      "with { }",
      "with { };",
      "with; 1",
      "assert true 1",
      "assert; 1",
      "if true then 1",
      "if true",
      "if",
    ],
    ...[
      "if then else",
      "if true then 1 else",
      "(",
      ")",
      "()",
      "(1",
      "1)",
      "( 1 ]",
      "map let a = 1; in a",
      "1 + let a = 1; in a",
      "1 + if true then 1 else 2",
      "then",
      "in 1",
      "1; 2",
      "1, 2",
      "a = 1",
    ],
  ],
  operators: [
    ...[
      "1 +",
      "+ 1",
      "1 + * 2",
      "1 == 2 == 3",
      "1 == 2 != 3",
      "1 < 2 < 3",
      "1 < 2 > 3",
      "1 <= 2 >= 3",
      "!",
      "-",
      "1 & 2",
      "1 | 2",
      "1 = 2",
      "1 => 2",
      "map !1",
      "? a",
    ],
    ...["1 == !2 == 3", "1 // ", "1 || || 2", "1 -> ", "a @ b", "$", "${1}", "map ${1}", "1 ! 2", "\\", "'"],
  ],
  variables: [
    ...[
      "a",
      "undefined",
      "{ a = 1; b = a; }",
      "let a = b; in a",
      "x: { y = x; z = y; }",
      "{ inherit a; }",
      "{ inherit (a) b; }",
      "rec { a = b; }",
      "{ a ? b }: a",
      "import-a",
      "{ inherit __curPos; }",
    ],
    ...[
      "let a = { b = 1; c = b; }; in a",
      "{ a.b = 1; a.c = b; }",
      "(let a = 1; in a) a",
      "(x: x) x",
      "with a; 1",
      "{ a = { x = 1; }; a = rec { y = 1; z = y; }; }",
      "rec { inherit a; } // { a = 1; }",
    ],
    ...[
      "let inherit a; in a",
      "[ a ]",
      '"${a}"',
      "./${a}",
      "map.${a}",
      "map ? ${a}",
      "{ ${a} = 1; }",
      "map.a or b",
      "let { body = a; }",
      "e5",
      "map a (let a = 1; in a)",
      "[ (x: x) x ]",
      "[ x (x: x) ]",
      "[ a (with { }; a) ]",
      "[ (with { }; a) a ]",
      "rec { a.b = 1; a.c = b; }",
      "let a.b = 1; a.c = b; in a",
      "{ a.b = 1; a = { inherit (c) d; }; }",
      "toJSON",
      "add",
      "builtin",
    ],
  ],
};

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
