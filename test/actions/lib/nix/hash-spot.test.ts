import { describe, expect, test } from "@jest/globals";
import { type Hash, parseHash, renderNix32 } from "../../../../actions/lib/nix/hash.ts";
import { findHashSpots } from "../../../../actions/lib/nix/hash-spot.ts";

const zero = parseHash("sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") as Hash;
const sri = "sha256-1pCRbN6jIOYgdIeZogUaD04H1tDD4rwZnqPGngwLXk8=";
const some = parseHash(sri) as Hash;
const nix32 = renderNix32(some).replace("sha256:", "");
const hex = Buffer.from(some.bytes).toString("hex");

const found = (file: string, text: string, hash: Hash) =>
  findHashSpots(file, text, hash).map(({ start, end, name }) => [text.slice(start, end), name]);

describe("in Nix", () => {
  test.each([
    ["SRI", `{ hash = "${sri}"; }`, `"${sri}"`, "hash"],
    ["base32", `f { sha256 = "${nix32}"; }`, `"${nix32}"`, "sha256"],
    ["base32 with its algorithm", `f { outputHash = "sha256:${nix32}"; }`, `"sha256:${nix32}"`, "outputHash"],
    ["base16", `f { sha256 = "${hex}"; }`, `"${hex}"`, "sha256"],
    ["an indented string", `{ hash = ''${sri}''; }`, `''${sri}''`, "hash"],
    ["an argument", `mk "${sri}"`, `"${sri}"`, undefined],
    ["a default behind parentheses", `{ a.cargoHash = (x.hash or "${sri}"); }`, `"${sri}"`, "cargoHash"],
  ])("%s is found by its bytes", (_, text, literal, name) => {
    expect(found("x.nix", text, some)).toEqual([[literal, name]]);
  });

  test.each([
    ["lib.fakeHash", "{ hash = lib.fakeHash; }", "lib.fakeHash", "hash"],
    ["a bare name", "with lib; { vendorHash = fakeSha256; }", "fakeSha256", "vendorHash"],
    ["a long path", "{ hash = pkgs.lib.fakeHash; }", "pkgs.lib.fakeHash", "hash"],
    ["an empty hash", '{ name = ""; hash = ""; }', '""', "hash"],
  ])("a placeholder: %s", (_, text, literal, name) => {
    expect(found("x.nix", text, zero)).toEqual([[literal, name]]);
  });

  test("nothing else", () => {
    expect(
      found(
        "x.nix",
        `{ hash = lib.fakeHash; other = "${nix32}"; }`,
        parseHash(`sha256-${"B".repeat(43)}=`) as Hash,
      ),
    ).toEqual([]);
    expect(found("x.nix", "# lib.fakeHash\n{ hash = lib.fake; }", zero)).toEqual([]);
    expect(found("x.nix", "{ hash = lib.fakeHash; }", some)).toEqual([]);
  });
});

test("in JSON, with its key and its object; keys are no values", () => {
  const text = JSON.stringify({ a: { url: "u", hash: sri }, [sri]: 1, b: { sha256: nix32 } }, undefined, 2);
  expect(found("sources.json", text, some)).toEqual([
    [`"${sri}"`, "hash"],
    [`"${nix32}"`, "sha256"],
  ]);
  expect(findHashSpots("sources.json", text, some)[0]?.around).toContain('"url": "u"');
});
