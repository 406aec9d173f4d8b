import { describe, expect, test } from "@jest/globals";
import { isOutOfMemory, placesIn, summarizeNixError } from "../../../../actions/lib/nix/eval-error.ts";

const old = `warning: Git tree '/w' is dirty
trace: something
\u001b[31;1merror:\u001b[0m infinite recursion encountered

       \u001b[34;1mat \u001b[35;1m/nix/store/d132b3fch5mvsgfzgadhhyhhc1dnfc8s-source/flake.nix:10:21\u001b[0m:

            9|       thrower = throw "no luck";
(use '--show-trace' to show detailed location information)
`;

const recent = `error:
       … while evaluating the attribute 'drvPath'
         at /nix/store/d132b3fch5mvsgfzgadhhyhhc1dnfc8s-source/pkgs/a b.nix:3:5:
            2| {
       … while calling the 'throw' builtin
         at «github:NixOS/nixpkgs/abc»/lib/x.nix:7:9:

       error: no luck`;

const hash = `error: hash mismatch in file downloaded from 'x':
         specified: sha256:aaa
         got:       sha256:bbb
`;

const consequence = `building '/nix/store/a.drv'...
error: builder for '/nix/store/a.drv' failed with exit code 3;
       last 1 log lines:
       > error: not this one
error: 1 dependencies of derivation '/nix/store/b.drv' failed to build`;

test.each([
  [old, "infinite recursion encountered"],
  [recent, "no luck"],
  [hash, "hash mismatch in file downloaded from 'x': specified: sha256:aaa got:       sha256:bbb"],
  [consequence, "builder for '/nix/store/a.drv' failed with exit code 3"],
  ["error: first\nerror (ignored): second", "first"],
  ["Segmentation fault", "Segmentation fault"],
  ["trace: only\n\n", ""],
])("summary %#", (stderr, summary) => {
  expect(summarizeNixError(stderr)).toBe(summary);
});

test("places, the innermost last", () => {
  expect(placesIn(old)).toEqual([
    { file: "/nix/store/d132b3fch5mvsgfzgadhhyhhc1dnfc8s-source/flake.nix", line: 10, column: 21 },
  ]);
  expect(placesIn(recent)).toEqual([
    { file: "/nix/store/d132b3fch5mvsgfzgadhhyhhc1dnfc8s-source/pkgs/a b.nix", line: 3, column: 5 },
    { file: "«github:NixOS/nixpkgs/abc»/lib/x.nix", line: 7, column: 9 },
  ]);
});

describe("out of memory", () => {
  test.each([
    ["GC Warning: Out of Memory! Heap size: 199 MiB. Returning NULL!\nerror: out of memory", true],
    ["error: std::bad_alloc", true],
    ["error: the build ran out of memory", false],
  ])("%j", (stderr, is) => {
    expect(isOutOfMemory(stderr)).toBe(is);
  });
});
