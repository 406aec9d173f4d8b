import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { writeAtomically } from "../../../actions/lib/atomic-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the text is there, in a folder made for it, and nothing else", async () => {
  await writeAtomically(join(folder, "a", "b.json"), "one");
  await writeAtomically(join(folder, "a", "b.json"), "two");
  expect(readFileSync(join(folder, "a", "b.json"), "utf8")).toBe("two");
  expect(readdirSync(join(folder, "a"))).toEqual(["b.json"]);
});

test("a write that fails leaves nothing half-written", async () => {
  await expect(writeAtomically(folder, "text")).rejects.toThrow();
  expect(readdirSync(join(folder, ".."))).not.toContainEqual(
    expect.stringMatching(new RegExp(`^${folder.split("/").at(-1)}\\.`)),
  );
});

test("readers see the old or the new text while many write", async () => {
  const path = join(folder, "x");
  const texts = Array.from({ length: 20 }, (_, number) => String(number).repeat(100_000));
  await writeAtomically(path, texts[0] ?? "");
  const writes = texts.map((text) => writeAtomically(path, text));
  for (const write of writes) {
    await write;
    expect(texts).toContain(readFileSync(path, "utf8"));
  }
});
