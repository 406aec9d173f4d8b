import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { isLasting, type KnownFailures, updateKnownFailures } from "../../../actions/lib/known-failures.ts";
import { readKnownFailures, writeKnownFailures } from "../../../actions/lib/known-failures-files.ts";
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
    await writeKnownFailures(path, {}, failures);
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
});

describe("a folder", () => {
  const one = { class: "builder-failed", explanation: "one", since: "s" } as const;
  const two = { class: "no-output", explanation: "two", since: "s" } as const;

  test("holds a file for each derivation, and only what changed is written", async () => {
    const path = `${join(folder, "memory")}/`;
    await writeKnownFailures(path, {}, { [drv("one")]: one, [drv("two")]: two });
    const names = ["one", "two"].map((name) => `${"0".repeat(32)}-${name}.json`);
    expect(readdirSync(path).sort()).toEqual(names);
    // What another job wrote meanwhile stays.
    const before = await readKnownFailures(path);
    await writeKnownFailures(path, {}, { [drv("other")]: one });
    expect(before).toEqual({ ok: true, value: { [drv("one")]: one, [drv("two")]: two } });
    await writeKnownFailures(path, before.ok ? before.value : {}, { [drv("two")]: two });
    expect(await readKnownFailures(path)).toEqual({
      ok: true,
      value: { [drv("two")]: two, [drv("other")]: one },
    });
  });

  test("with a broken file in it is a problem that names the file", async () => {
    writeFileSync(join(folder, "odd.json"), "{");
    expect(await readKnownFailures(folder)).toMatchObject({
      ok: false,
      problems: [{ where: join(folder, "odd.json") }],
    });
  });

  test("that cannot be read is a problem, not an empty memory", async () => {
    mkdirSync(join(folder, "odd.json"));
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
      [drv("still")]: { class: "no-output", explanation: "why", since: "2020-01-01", attr: "still" },
      [drv("stranger")]: old,
      [drv("new")]: { class: "hash-mismatch", explanation: "why", since: "2026-05-06", attr: "new" },
    });
  });

  test("a trouble that passes does not wipe what was known", () => {
    const known = { [drv("x")]: { class: "builder-failed", explanation: "e", since: "s" } as const };
    expect(updateKnownFailures(known, [aResult("x", "network")], "later")).toEqual(known);
  });

  test("another derivation of the attribute takes its place, and keeps the date", () => {
    const known = {
      [drv("x1")]: { class: "builder-failed", explanation: "e", since: "s", attr: "x" } as const,
    };
    const again = { ...aResult("x2", "no-output"), attr: "x" };
    expect(updateKnownFailures(known, [again], "later")).toEqual({
      [drv("x2")]: { class: "no-output", explanation: "why", since: "s", attr: "x" },
    });
    expect(updateKnownFailures(known, [{ ...aResult("x2"), attr: "x" }], "later")).toEqual({});
  });

  test("a victim keeps the name of its root cause", () => {
    const victim = aResult("x", "builder-failed");
    const results = [
      { ...victim, failure: { ...victim.failure, rootCause: drv("deep") } } as AttributeResult,
    ];
    expect(updateKnownFailures({}, results, "s")[drv("x")]).toMatchObject({ rootCause: drv("deep") });
  });
});
