import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { getEngine } from "../../../infra/local/get-engine.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-engine-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function install(into: string): Promise<void> {
  mkdirSync(join(into, "bin"));
  writeFileSync(join(into, "bin/pulumi"), "");
}

test("what was fetched once is not fetched again", async () => {
  expect(await getEngine(folder, install)).toEqual({ ok: true, value: join(folder, "bin") });
  const again = await getEngine(folder, () => Promise.reject(new Error("asked again")));
  expect(again).toEqual({ ok: true, value: join(folder, "bin") });
});

test("when it cannot be reached that is one line, and no stop", async () => {
  const refused = await getEngine(folder, () => Promise.reject(new Error("fetch failed\n  at somewhere")));
  expect(refused).toMatchObject({
    ok: false,
    problems: [{ code: "engine-missing", severity: "warning", what: "could not be fetched: fetch failed" }],
  });
});
