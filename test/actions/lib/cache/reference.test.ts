import { describe, expect, test } from "@jest/globals";
import { parseTargetReference } from "../../../../actions/lib/cache/reference.ts";

describe("who pushes goes by the text", () => {
  test.each([
    ["my-cache", "cachix"],
    ["https://my-cache.cachix.org", "cachix"],
    ["cachix+http://127.0.0.1:8080/house", "cachix"],
    ["cachix+https://example.org/below/house", "cachix"],
    ["s3://bucket?region=eu-west-1", "nix-copy"],
    ["file:///srv/cache?compression=zstd", "nix-copy"],
    ["https://cache.example.org", "nix-copy"],
    ["http://127.0.0.1:8080", "nix-copy"],
    ["ssh-ng://builder@example.org", "nix-copy"],
    ["/mnt/store", "nix-copy"],
  ])("%s", (text, kind) => {
    expect(parseTargetReference(text)).toMatchObject({ ok: true, value: { kind, text } });
  });
});

test("the user may say who pushes", () => {
  expect(parseTargetReference("my-cache", "cachix-cli")).toMatchObject({
    value: { kind: "cachix-cli", name: "my-cache", host: "https://cachix.org" },
  });
  expect(parseTargetReference("https://my-cache.cachix.org", "nix-copy")).toMatchObject({
    value: { kind: "nix-copy" },
  });
  expect(parseTargetReference("s3://bucket", "cachix")).toMatchObject({ ok: false });
  expect(parseTargetReference("s3://bucket", "cachix-cli")).toMatchObject({ ok: false });
});

test("what is no target is refused, and a password is not repeated", () => {
  for (const text of ["", "no cache", "ftp://example.org", "s3://a b", "--option"])
    expect(parseTargetReference(text)).toMatchObject({ ok: false, problems: [{ code: "cache-target" }] });
  const told = parseTargetReference("https://me:hunter2@example.org/cache");
  expect(told).toMatchObject({ ok: false, problems: [{ code: "cache-target" }] });
  expect(JSON.stringify(told)).not.toContain("hunter2");
});

test("its name is fit for a file", () => {
  const name = (text: string) => parseTargetReference(text);
  expect(name("s3://bucket/a/b?secret=x")).toMatchObject({ value: { name: "s3-bucket-a-b" } });
  expect(name("file:///")).toMatchObject({ value: { name: "file" } });
});
