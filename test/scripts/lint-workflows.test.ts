import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

const script = join(import.meta.dirname, "../../scripts/lint-workflows.ts");
let bin = "";

beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), "nur-ci-bin-"));
});

afterEach(() => rmSync(bin, { recursive: true }));

/** A program of this name that says its arguments and ends with this code. */
function install(name: string, exitCode: number): void {
  writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} saw $*"\nexit ${exitCode}\n`);
  chmodSync(join(bin, name), 0o755);
}

function lint() {
  return spawnSync(process.execPath, [script], { encoding: "utf8", env: { PATH: bin } });
}

describe("lint-workflows", () => {
  test("says in one line each which linter is not there, and succeeds", () => {
    const { status, stdout } = lint();
    expect(status).toBe(0);
    expect(stdout).toBe(
      "actionlint is not on PATH: the workflows were not linted by it\n" +
        "zizmor is not on PATH: the workflows were not linted by it\n",
    );
  });

  test("is silent when both find nothing", () => {
    install("actionlint", 0);
    install("zizmor", 0);
    expect(lint()).toMatchObject({ status: 0, stdout: "" });
  });

  test.each(["actionlint", "zizmor"])("fails with what %s says", (name) => {
    install("actionlint", 0);
    install("zizmor", 0);
    install(name, 3);
    const { status, stdout } = lint();
    expect(status).toBe(1);
    expect(stdout).toContain(`${name} saw `);
  });
});
