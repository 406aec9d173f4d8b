import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  isLasting,
  type KnownFailures,
  readKnownFailures,
  updateKnownFailures,
  writeKnownFailures,
} from "../../../actions/lib/known-failures.ts";
import {
  type AttributeResult,
  type FailureClass,
  failureClasses,
} from "../../../actions/lib/results-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const drv = (name: string): string => `/nix/store/${"0".repeat(32)}-${name}.drv`;

function aResult(name: string, failureClass?: FailureClass): AttributeResult {
  return {
    attr: name,
    organization: "x",
    name,
    system: "x86_64-linux",
    drvPath: drv(name),
    outputs: {},
    state: failureClass === undefined ? "built" : "failed",
    ...(failureClass && {
      failure: { class: failureClass, rootCause: drv(name), explanation: "why", logTail: [] },
    }),
  };
}

describe("the file", () => {
  test("an absent file is an empty memory", async () => {
    expect(await readKnownFailures(join(folder, "none.json"))).toEqual({ ok: true, value: {} });
  });

  test("what is written is read again, and nothing else is left in the folder", async () => {
    const failures: KnownFailures = {
      [drv("b")]: { class: "builder-failed", explanation: "exited", since: "2026-01-02" },
      [drv("a")]: { class: "no-output", explanation: "no out", since: "abc123" },
    };
    const path = join(folder, "deeper", "known.json");
    await writeKnownFailures(path, failures);
    expect(await readKnownFailures(path)).toEqual({ ok: true, value: failures });
    expect(readdirSync(join(folder, "deeper"))).toEqual(["known.json"]);
  });

  test.each(["{", "[]", '{"version":2,"failures":{}}', '{"version":1,"failures":{"x":{"class":"odd"}}}'])(
    "a broken file is a problem that names it: %s",
    async (text) => {
      const path = join(folder, "known.json");
      writeFileSync(path, text);
      const read = await readKnownFailures(path);
      expect(read).toMatchObject({ ok: false, problems: [{ code: "input-invalid", where: path }] });
    },
  );

  test("a folder in its place is a problem too", async () => {
    expect(await readKnownFailures(folder)).toMatchObject({ ok: false });
  });
});

describe("what is remembered", () => {
  test("only what the derivation alone decides", () => {
    expect(failureClasses.filter(isLasting)).toEqual(["hash-mismatch", "builder-failed", "no-output"]);
  });

  test("new failures come with the date, old ones keep theirs, mended ones go, strangers stay", () => {
    const old = { class: "builder-failed", explanation: "before", since: "2020-01-01" } as const;
    const known = { [drv("still")]: old, [drv("mended")]: old, [drv("stranger")]: old };
    const results = [
      aResult("still", "no-output"),
      aResult("mended"),
      aResult("new", "hash-mismatch"),
      aResult("moody", "network"),
    ];
    expect(updateKnownFailures(known, results, "2026-05-06")).toEqual({
      [drv("still")]: { class: "no-output", explanation: "why", since: "2020-01-01" },
      [drv("stranger")]: old,
      [drv("new")]: { class: "hash-mismatch", explanation: "why", since: "2026-05-06" },
    });
  });

  test("a trouble that passes does not wipe what was known", () => {
    const known = { [drv("x")]: { class: "builder-failed", explanation: "e", since: "s" } as const };
    expect(updateKnownFailures(known, [aResult("x", "network")], "later")).toEqual(known);
  });
});
