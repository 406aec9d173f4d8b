import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import {
  decodeBase32,
  encodeBase32,
  hashAlgorithms,
  hashSize,
  parseHash,
  renderNix32,
  renderSri,
} from "../../../../actions/lib/nix/hash.ts";
import { fc } from "../../../support/property.ts";

const digests = hashAlgorithms.map((algorithm) => createHash(algorithm).update("real input").digest());

describe("Nix base32", () => {
  test.each(hashAlgorithms.map((algorithm, index) => [algorithm, digests[index]] as const))(
    "%s agrees with nix-hash",
    (algorithm, digest) => {
      const hex = digest?.toString("hex") ?? "";
      const expected = execFileSync("nix-hash", ["--to-base32", "--type", algorithm, hex], {
        encoding: "utf8",
      }).trim();
      expect(encodeBase32(new Uint8Array(digest ?? []))).toBe(expected);
    },
  );

  test("decoding is the inverse of encoding, for every size", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 70 }), (bytes) => {
        expect(decodeBase32(encodeBase32(bytes), bytes.length)).toEqual(bytes);
      }),
    );
  });

  test.each([
    ["a letter that Nix leaves out", `e${"0".repeat(51)}`],
    ["a first digit that does not fit into 256 bits", `2${"0".repeat(51)}`],
    ["a wrong length", "0".repeat(51)],
  ])("refuses %s", (_, text) => {
    expect(decodeBase32(text, 32)).toBeUndefined();
  });
});

describe("parseHash", () => {
  const hash = {
    algorithm: "sha256",
    bytes: new Uint8Array(createHash("sha256").update("x").digest()),
  } as const;
  const hex = Buffer.from(hash.bytes).toString("hex");

  test.each([
    ["SRI", renderSri(hash), undefined],
    ["algo:base32", renderNix32(hash), undefined],
    ["algo:base16", `sha256:${hex}`, undefined],
    ["algo:base64", `sha256:${Buffer.from(hash.bytes).toString("base64")}`, undefined],
    ["bare base16 under sha256 =", hex, "sha256"],
    ["bare upper-case base16", hex.toUpperCase(), "sha256"],
    ["bare base32", encodeBase32(hash.bytes), "sha256"],
  ] as const)("reads %s", (_, text, assumed) => {
    expect(parseHash(text, assumed)).toEqual(hash);
  });

  test("ignores non-zero padding bits, as Nix does", () => {
    const zero = parseHash("sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=");
    expect(zero?.bytes).toEqual(new Uint8Array(32));
  });

  test.each([
    ["SRI prefix over a base32 body", `sha256-${encodeBase32(hash.bytes)}`],
    ["SRI prefix over a base16 body", `sha256-${hex}`],
    ["an unknown algorithm", "blake9-AAAA"],
    ["a bare text without an algorithm", hex],
    ["nothing", ""],
  ])("refuses %s", (_, text) => {
    expect(parseHash(text)).toBeUndefined();
  });

  test("sizes are those of the algorithms", () => {
    expect(hashAlgorithms.map(hashSize)).toEqual(digests.map(({ length }) => length));
  });
});
