import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { renderDiff } from "../../workflows/diff.ts";
import { fc } from "../support/property.ts";

/** What `patch` makes of `before`. */
function patched(before: string, diff: string): string {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-diff-"));
  try {
    writeFileSync(join(folder, "file"), before);
    const { status, stdout, stderr } = spawnSync("git", ["apply", "--unidiff-zero", "-"], {
      cwd: folder,
      input: diff,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${stdout}${stderr}\n${diff}`);
    return readFileSync(join(folder, "file"), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a diff", () => {
  test("shows what changes, with two lines around it", () => {
    expect(renderDiff("f", "a\nb\nc\nd\ne\nf\n", "a\nb\nc\nD\ne\nf\n")).toBe(
      ["--- f", "+++ f (generated)", "@@ -2,5 +2,5 @@", " b", " c", "-d", "+D", " e", " f"].join("\n"),
    );
  });

  test("of a file that is not there is all of it", () => {
    expect(renderDiff("f", undefined, "a\nb\n")).toBe(
      ["--- (not there)", "+++ f (generated)", "@@ -0,0 +1,2 @@", "+a", "+b"].join("\n"),
    );
  });

  test("is empty when nothing differs", () => {
    expect(renderDiff("f", "a\n", "a\n")).toBe("");
  });

  test("can be applied, whatever the two texts", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 8 });
    const text = fc.tuple(lines, fc.constantFrom("", "\n")).map(([all, end]) => `${all.join("\n")}${end}`);
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        const diff = renderDiff("file", before, after).replace(
          /^--- .*\n\+\+\+ .*$/m,
          "--- a/file\n+++ b/file",
        );
        expect(patched(before, `${diff}\n`)).toBe(after);
      }),
      { numRuns: 25 },
    );
  });
});
