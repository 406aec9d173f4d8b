import { describe, expect, test } from "@jest/globals";
import { parseInputs } from "../../../actions/lib/inputs.ts";
import type { Contract } from "../../../workflows/contract/contract.ts";

const contract = {
  name: "sample",
  title: "Sample",
  description: "",
  icon: "box",
  inputs: {
    "some-paths": { kind: "lines", description: "Files to read", default: "." },
    policy: {
      kind: "choice",
      choices: ["fail", "warn"],
      synonyms: { true: "fail" },
      description: "What a failure does",
      default: "fail",
    },
    "max-jobs": { kind: "count", description: "Most jobs", default: "256" },
    verify: { kind: "flag", description: "Read back", default: "true" },
    cache: { kind: "text", description: "Where to push", required: true },
    token: { kind: "secret", description: "The token" },
  },
  outputs: {},
} as const satisfies Contract;

function parse(given: Readonly<Record<string, string>>) {
  return parseInputs(contract, (name) => given[name] ?? "");
}

describe("parseInputs", () => {
  test("fills in defaults, trims, splits lines and names in camelCase", () => {
    expect(parse({ cache: " x ", "some-paths": "a\r\n\n  b c  \n" })).toEqual({
      ok: true,
      value: { somePaths: ["a", "b c"], policy: "fail", maxJobs: 256, verify: true, cache: "x", token: "" },
    });
  });

  test("takes a synonym for what it stands for", () => {
    expect(parse({ cache: "x", policy: "true" })).toMatchObject({ value: { policy: "fail" } });
  });

  test("collects every fault, quotes the value and names what is valid", () => {
    const result = parse({ policy: "explode", "max-jobs": "-1", verify: "yes" });
    expect(
      result.ok ? [] : result.problems.map(({ where, what, fix }) => `${where}: ${what}; ${fix}`),
    ).toEqual([
      'policy: "explode" is none of fail, warn; set policy: what a failure does',
      'max-jobs: "-1" is not a whole number; set max-jobs: most jobs',
      'verify: "yes" is neither true nor false; set verify: read back',
      "cache: is required; set cache: where to push",
    ]);
  });
});

describe("an input with other words for it", () => {
  const renamed = {
    ...contract,
    inputs: {
      cache: { kind: "text", description: "Where to push", required: true, aliases: ["name", "target"] },
      "skip-push": { kind: "flag", description: "Only read", default: "false", aliases: ["skipPush"] },
      token: { kind: "secret", description: "The token", aliases: ["authToken"] },
    },
  } as const satisfies Contract;
  const parseRenamed = (given: Readonly<Record<string, string>>) =>
    parseInputs(renamed, (name) => given[name] ?? "");

  test.each([
    [{ cache: "a" }, { cache: "a", skipPush: false, token: "" }],
    [
      { name: "a", authToken: "t" },
      { cache: "a", skipPush: false, token: "t" },
    ],
    [
      { target: "a", cache: "a" },
      { cache: "a", skipPush: false, token: "" },
    ],
    // A runner gives the default where the user gave nothing.
    [
      { name: "a", "skip-push": "false", skipPush: "true" },
      { cache: "a", skipPush: true, token: "" },
    ],
  ])("takes %j", (given, value) => {
    expect(parseRenamed(given)).toEqual({ ok: true, value });
  });

  test("given twice and differently is refused, and no secret is quoted", () => {
    const result = parseRenamed({ cache: "a", name: "b", token: "secret-1", authToken: "secret-2" });
    expect(result.ok ? [] : result.problems.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      "cache: is given twice, as cache and as name, and they differ",
      "token: is given twice, as token and as authToken, and they differ",
    ]);
    expect(JSON.stringify(result)).not.toContain("secret-");
  });

  test("is still required", () => {
    expect(parseRenamed({})).toMatchObject({
      ok: false,
      problems: [{ where: "cache", what: "is required" }],
    });
  });
});
