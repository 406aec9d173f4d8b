import { describe, expect, test } from "@jest/globals";
import { parsePin, pinNames } from "../../../../actions/lib/cache/pin.ts";

const tag = { GITHUB_REF: "refs/tags/v1.2.0" };
const branch = { GITHUB_REF: "refs/heads/release/24.05" };
const pullRequest = { GITHUB_REF: "refs/pull/7/merge" };
const queued = { GITHUB_REF: `refs/heads/gh-readonly-queue/release/24.05/pr-7-${"0a".repeat(20)}` };
const days = (contents: number) => ({ tag: "Days", contents });

describe("a pin is named and kept", () => {
  test.each([
    ["ref", "", tag, "v1.2.0", { tag: "Forever" }],
    ["ref", "", branch, "release/24.05", { tag: "Revisions", contents: 3 }],
    ["ref", "", pullRequest, "pr-7", days(14)],
    ["ref", "1 day", pullRequest, "pr-7", days(1)],
    ["ref", "", queued, "pr-7", days(14)],
    ["stable", "5 revisions", branch, "stable", { tag: "Revisions", contents: 5 }],
    ["stable", "forever", {}, "stable", { tag: "Forever" }],
  ])("%s, %j", (name, keep, environment, expected, kept) => {
    expect(parsePin(name, keep, environment)).toEqual({ ok: true, value: { name: expected, keep: kept } });
  });

  test("or not at all", () => expect(parsePin("", "", tag)).toEqual({ ok: true, value: undefined }));
});

test.each([
  ["stable", "two weeks", tag, "pin-keep"],
  ["stable", "0 days", tag, "pin-keep"],
  ["", "3 days", tag, "pin-keep"],
  ["ref", "forever", pullRequest, "pin-keep"],
  ["ref", "3 revisions", pullRequest, "pin-keep"],
  ["ref", "3 revisions", queued, "pin-keep"],
  ["ref", "", {}, "pin"],
  ["-x", "", tag, "pin"],
  ["a b", "", tag, "pin"],
])("%j kept %j is refused", (name, keep, environment, where) => {
  expect(parsePin(name, keep, environment)).toMatchObject({ problems: [{ code: "input-invalid", where }] });
});

test("of several roots each has its own name, without its version", () => {
  const hash = "a".repeat(32);
  const paths = ["hello-1.2", "hello-unwrapped-1.2-beta", "hello-1.3", "-"].map(
    (name) => `/nix/store/${hash}-${name}`,
  );
  const pin = { name: "v1", keep: null };
  expect([...pinNames(pin, paths).values()]).toEqual([
    "v1/hello",
    "v1/hello-unwrapped",
    "v1/hello-2",
    "v1/-",
  ]);
  expect([...pinNames(pin, paths.slice(0, 1)).values()]).toEqual(["v1"]);
});
