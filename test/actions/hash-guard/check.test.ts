import { describe, expect, test } from "@jest/globals";
import { checkText } from "../../../actions/hash-guard/check.ts";
import { fc } from "../../support/property.ts";

const words = [
  "{ ",
  " }",
  "[ ",
  " ]",
  "(",
  ")",
  "let ",
  " in ",
  "rec ",
  "a",
  "b",
  "hash",
  "sha256",
  " = ",
  ";",
  "\n",
  '"',
  "''",
  "${",
  "lib.fakeHash",
  "with lib; ",
  "inherit ",
  "fetchurl ",
  "fetchFromGitHub ",
  "builtins.fetchTarball ",
  "url",
  "rev",
  '"main"',
  " // ",
  " or ",
  " ? ",
  ": ",
  "<nixpkgs>",
  "outputHash",
  "# guard:ignore hash-weak x\n",
  "x86_64-linux",
  `"sha256-${"A".repeat(43)}="`,
  `"${"0".repeat(52)}"`,
  '"https://github.com/a/b/archive/main.tar.gz"',
  "\r\n",
  "\t",
];

const texts = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: "binary", maxLength: 6 })), {
  maxLength: 60,
});

describe("any text", () => {
  test.each(["a.nix", "flake.nix", "flake.lock", "a.sh", ".github/workflows/a.yml"])(
    "as %s is read to its end",
    (file) => {
      fc.assert(
        fc.property(texts, (parts) => {
          const text = parts.join("");
          const lines = text.split(/\r\n|\n|\r/);
          for (const { where, excerpt } of checkText(file, text)) {
            expect(excerpt).toBe(lines[(where.line ?? 0) - 1]);
            expect(where.column).toBeLessThanOrEqual(excerpt.length + 1);
          }
        }),
        { numRuns: 300 },
      );
    },
  );
});

describe("names that lead to themselves end", () => {
  test.each([
    "let a = a // a; in fetchurl a",
    "let a = a // { inherit (a) hash url; }; in fetchurl a",
    "let x = { inherit (x) hash; }; in fetchurl { inherit (x) hash url; }",
    'rec { hash = hash; src = fetchurl { inherit hash; url = url; }; url = "${url}/x"; }',
    "let a = b; b = a; in { hash = a; }",
  ])("%s", (text) => {
    expect(() => checkText("a.nix", `{ fetchurl }: ${text}`)).not.toThrow();
  });
});

describe("fixes name what to do", () => {
  test.each([
    [
      '{ fetchFromGitHub }: fetchFromGitHub { owner = "a"; repo = "b"; tag = "v1"; hash = ""; }',
      "put here the hash that this prints: nix flake prefetch 'git+https://github.com/a/b?ref=refs/tags/v1'",
    ],
    [
      '{ fetchurl }: fetchurl { url = "https://example.org/a b?c=$d"; hash = ""; }',
      "put here the hash that this prints: nix store prefetch-file 'https://example.org/a b?c=$d'",
    ],
    [
      '{ fetchzip }: fetchzip { url = "https://example.org/a.zip"; hash = ""; }',
      "put here the hash that this prints: nix flake prefetch https://example.org/a.zip",
    ],
    [
      '{ fetchgit }: fetchgit { url = "https://example.org/it\'s.git"; rev = "main"; hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; }',
      "put the commit that this prints: git ls-remote 'https://example.org/it'\\''s' main",
    ],
    [
      '{ fetchurl }: fetchurl { url = "https://example.org/a"; hash = "sha256-c1d64b2d4cb30f1be788cc4d246ddd9fc1fe85a3eb3a85a3de33829dfaf6ce7d"; }',
      'write "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="',
    ],
  ])("%s", (text, fix) => {
    expect(checkText("a.nix", text)[0]?.fix).toBe(fix);
  });
});
