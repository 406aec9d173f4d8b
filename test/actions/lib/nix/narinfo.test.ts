import { describe, expect, test } from "@jest/globals";
import { renderNix32 } from "../../../../actions/lib/nix/hash.ts";
import { parseNarInfo } from "../../../../actions/lib/nix/narinfo.ts";

const path = "7jcnig1lxybrjqinp795wlkj2k20fkc8-a";
const narHash = "sha256:0000000000000000000000000000000000000000000000000000";
const lines = [
  `StorePath: /nix/store/${path}`,
  "URL: nar/x.nar.zst",
  "Compression: zstd",
  "FileHash: sha256:ab",
  "FileSize: 12",
  `NarHash: ${narHash}`,
  "NarSize: 120",
  `References: ${path} iz7bfqmia38l3whi8fcx8mys99z10mv7-b`,
  "Deriver: unknown-deriver",
  "Sig: one:AA==",
  "Sig: two:BB==",
];
const text = (changed: readonly string[] = lines): string => `${changed.join("\n")}\n`;
const without = (key: string): string => text(lines.filter((line) => !line.startsWith(`${key}:`)));

test("every field is read, unknown ones are passed over", () => {
  const parsed = parseNarInfo(text([...lines, "CA: "]));
  if (typeof parsed === "string") throw new Error(parsed);
  expect({ ...parsed, narHash: renderNix32(parsed.narHash) }).toEqual({
    storePath: `/nix/store/${path}`,
    url: "nar/x.nar.zst",
    compression: "zstd",
    fileSize: 12,
    narHash,
    narSize: 120,
    references: [`/nix/store/${path}`, "/nix/store/iz7bfqmia38l3whi8fcx8mys99z10mv7-b"],
    signatures: ["one:AA==", "two:BB=="],
  });
});

test("no references is a key with a space and nothing", () => {
  const parsed = parseNarInfo(text(lines.map((line) => line.replace(/^References: .*/, "References: "))));
  expect(parsed).toMatchObject({ references: [] });
});

describe("what Nix calls corrupt is corrupt", () => {
  test.each([
    ["no newline at the end", text().slice(0, -1), "exactly one newline"],
    ["a blank line at the end", `${text()}\n`, "exactly one newline"],
    [
      "references without the space",
      text(lines.map((line) => line.replace(/^References: .*/, "References:"))),
      '"References:" has no',
    ],
    ["no store path", without("StorePath"), "no StorePath"],
    ["no URL", without("URL"), "no URL"],
    ["no hash", without("NarHash"), "no NarHash"],
    ["no size", without("NarSize"), "no NarSize"],
    ["no references", without("References"), "no References"],
    ["a page of HTML", "<html>\n", "has no"],
    [
      "a reference that is none",
      text(lines.map((line) => line.replace("iz7bf", "../"))),
      "malformed reference",
    ],
  ])("%s", (_name, broken, reason) => expect(parseNarInfo(broken)).toContain(reason));
});
