import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { terminalHost } from "../../../../actions/lib/host/terminal-host.ts";

const folder = mkdtempSync(join(tmpdir(), "nur-ci-terminal-"));
let written: string[];

beforeEach(() => {
  written = [];
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe("terminalHost", () => {
  test("shows the control characters of foreign text instead of sending them", () => {
    terminalHost({}, folder).foreign("a\x1b]0;title\x07", "red \x1b[31m\nsecond\rline");
    expect(written.join("")).toBe("── a�]0;title�\n   red �[31m\n   second�line\n");
  });

  test("a problem is one line with place and code, and one with the mend", () => {
    terminalHost({}, folder).report({
      code: "rev-mutable",
      severity: "error",
      where: { file: "a\x1b.nix", line: 3, column: 7 },
      what: 'rev is "main"',
      fix: "write the commit",
    });
    expect(written.join("")).toBe('a�.nix:3:7: error[rev-mutable]: rev is "main"\n  fix: write the commit\n');
  });

  test("without a terminal, progress is a plain line every few seconds at most", () => {
    const host = terminalHost({}, folder);
    for (const line of ["one", "two", "three"]) host.progress(line);
    expect(written).toEqual(["one\n"]);
  });
});
