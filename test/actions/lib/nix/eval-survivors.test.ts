import { rmSync } from "node:fs";
import { afterAll, expect, test } from "@jest/globals";
import { evaluateFlake } from "../../../../actions/lib/nix/eval.ts";
import { aFlake } from "../../../support/flakes.ts";
import { realNix } from "../../../support/nix.ts";

const nix = realNix();

/** Every way an attribute can take the evaluator with it, as people write them. */
const killers: Readonly<Record<string, readonly [string, RegExp]>> = {
  throws: [`throw "no luck"`, /no luck$/],
  aborts: [`abort "the end"`, /the end/],
  recurses: ["let x = x; in x", /infinite recursion/],
  recursesDeep: ["let f = n: 1 + f (n + 1); in f 0", /stack overflow/],
  // In C++, where no depth is counted.
  overflows: [
    `let deep = n: if n == 0 then [ ] else [ (deep (n - 1)) ]; in make "x" { text = builtins.toJSON (deep 1000000); }`,
    /stack overflow|crash/,
  ],
  // The same in the libraries that read regular expressions, TOML and JSON, and in the parser; some versions have a limit there.
  matches: [
    `builtins.match "(a|b)*" (builtins.concatStringsSep "" (builtins.genList (_: "a") 300000))`,
    /stack overflow|crash|is a list/,
  ],
  readsToml: [
    `builtins.fromTOML ("a=" + builtins.concatStringsSep "" (builtins.genList (_: "[") 300000))`,
    /stack overflow|crash/,
  ],
  readsJson: [
    `builtins.fromJSON (builtins.concatStringsSep "" (builtins.genList (_: "[") 2000000))`,
    /stack overflow|crash|parse error|run out of memory/,
  ],
  parses: ["import ./deep.nix", /stack overflow|crash|memory exhausted|run out of memory/],
  forces: [
    "let deep = builtins.foldl' (a: _: [ a ]) [ ] (builtins.genList (x: x) 3000000); in builtins.deepSeq deep deep",
    /stack overflow|crash|run out of memory/,
  ],
  allocates: [
    "let more = list: more (list ++ builtins.genList (x: x) 1000000); in more [ ]",
    /run out of memory|stack overflow/,
  ],
  allocatesAtOnce: ["builtins.genList (x: x) 100000000", /run out of memory$/],
  hangs: [
    "let f = n: builtins.foldl' (a: _: if n == 0 then a else f (n - 1)) 0 (builtins.genList (x: x) 9999); in f 9",
    /does not finish evaluating/,
  ],
};
const bad = Object.entries(killers).map(
  ([name, [expression]], index) => `"p${index * 7}-${name}" = ${expression};`,
);
const deepText = `${"let a = 1; in ".repeat(200_000)}a`;
const folder = aFlake(
  `{ packages.x86_64-linux = builtins.listToAttrs (builtins.genList (n:
  let name = "p\${toString n}"; in { inherit name; value = make name { }; }) 50) // { ${bad.join("\n")} }; }`,
  { "deep.nix": deepText },
);
afterAll(() => rmSync(folder, { recursive: true }));

test("attributes that throw, hang, overflow everywhere and eat all memory cost themselves, the other fifty are there", async () => {
  const limits = { workspace: folder, secondsPerAttribute: 10, heapBytes: 400_000_000 };
  const outcome = await evaluateFlake({ flake: ".", systems: [] }, nix, limits);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const { derived, withheld, problems } = outcome.value;
  expect(derived).toHaveLength(50);
  expect(withheld).toEqual([]);
  expect(problems.map(({ attr }) => attr.replace(/^.*-(\w+)"?$/, "$1")).toSorted()).toEqual(
    Object.keys(killers).toSorted(),
  );
  for (const [name, [, reason]] of Object.entries(killers))
    expect(problems.find(({ attr }) => attr.includes(`-${name}`))?.what).toMatch(reason);
}, 400_000);
