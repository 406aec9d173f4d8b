import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { installProgram, runShell, shellStep } from "../../support/shell-step.ts";
import { thisSpec } from "../../support/specs.ts";

const step = shellStep(thisSpec, "release", "Tag the version and move its major tag");
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-release-"));
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist/plan.mjs"), "");
  writeFileSync(join(folder, "package.json"), '{"version": "1.4.0"}');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** `gh` that knows these tags and writes down what else it was asked. */
function release(tags: readonly string[], exitCode = 0) {
  const found = tags.map((tag) => `*matching-refs/tags/${tag}\\ *) echo 1;;`).join("\n");
  const bin = installProgram(
    folder,
    "gh",
    `case "$*" in\n${found}\n*matching-refs*) echo 0;;\n*) echo "$*" >> calls; exit ${exitCode};;\nesac\n`,
  );
  writeFileSync(join(folder, "calls"), "");
  const env = { PATH: `${bin}:${process.env["PATH"]}`, GH_REPO: "acme/nur-ci", SHA: "abc" };
  const { status, stdout } = runShell(step, folder, env);
  return { status, stdout, calls: readFileSync(join(folder, "calls"), "utf8").split("\n").filter(Boolean) };
}

const created = "release create v1.4.0 --target abc --title v1.4.0 --generate-notes dist/plan.mjs";

describe("a release", () => {
  test("makes the version's tag and moves the major one", () => {
    expect(release(["v1"])).toMatchObject({
      status: 0,
      calls: [created, "api --method PATCH repos/acme/nur-ci/git/refs/tags/v1 -f sha=abc -F force=true"],
    });
  });

  test("makes the major tag when it is the first", () => {
    expect(release([])).toMatchObject({
      status: 0,
      calls: [created, "api --method POST repos/acme/nur-ci/git/refs -f ref=refs/tags/v1 -f sha=abc"],
    });
  });

  test("is refused when the version is out already", () => {
    const { status, stdout, calls } = release(["v1", "v1.4.0"]);
    expect([status, calls]).toEqual([1, []]);
    expect(stdout).toContain("v1.4.0 is released: raise the version");
  });

  test("leaves the major tag where it is when the release cannot be made", () => {
    expect(release(["v1"], 1)).toMatchObject({ status: 1, calls: [created] });
  });

  test("the token reaches no other step, and no other job may write", () => {
    expect(step.env).toEqual({
      GH_REPO: "${{ github.repository }}",
      GH_TOKEN: "${{ secrets.GITHUB_TOKEN }}",
      SHA: "${{ github.sha }}",
    });
  });
});
