import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parseCommands } from "../support/runner.ts";
import { root } from "../support/tree.ts";
import { runUnprivileged } from "../support/unprivileged.ts";

/** The guard as a person and as a runner start it: a process of its own, with the permissions of its user. */

const fake = "{ lib }:\n{\n  vendorHash = lib.fakeHash;\n}\n";

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "guard-process-"));
  chmodSync(workspace, 0o755);
});

afterEach(() => rmSync(workspace, { recursive: true, force: true }));

function nurCi(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = {
    PATH: process.env["PATH"],
    HOME: workspace,
    XDG_CACHE_HOME: join(workspace, ".cache"),
    ...environment,
  };
  const main = join(root, "actions/cli/main.ts");
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [main, "guard", ...args],
      { cwd: workspace, env },
      (_, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe("--format", () => {
  beforeEach(() => writeFileSync(join(workspace, "a.nix"), fake));

  test("text is what is printed without it: the line, the caret and the mend, on standard output alone", async () => {
    const [plain, text] = await Promise.all([nurCi([]), nurCi(["--format", "text"])]);
    expect(text.exitCode).toBe(1);
    expect(text.stdout).toContain("a.nix:3:16: error[hash-placeholder]");
    expect(text.stdout.replace(/\d+\.\d s/, "")).toBe(plain.stdout.replace(/\d+\.\d s/, ""));
    expect(text.stderr).toBe("");
  });

  test("json is what --json prints, and the problem is told on standard error", async () => {
    const [short, long] = await Promise.all([nurCi(["--json"]), nurCi(["--format", "json"])]);
    expect(JSON.parse(long.stdout)).toEqual(JSON.parse(short.stdout));
    expect(JSON.parse(long.stdout)).toMatchObject({ errors: 1, findings: [{ code: "hash-placeholder" }] });
    expect(long.stderr).toContain("error[hash-placeholder]");
    expect(long.exitCode).toBe(1);
  });

  test("sarif is what --sarif-file holds", async () => {
    const done = await nurCi(["--format", "sarif", "--sarif-file", "out.sarif"]);
    expect(done.stdout).toBe(readFileSync(join(workspace, "out.sarif"), "utf8"));
    expect(JSON.parse(done.stdout).runs[0].results).toMatchObject([{ ruleId: "hash-placeholder" }]);
    expect(done.exitCode).toBe(1);
  });

  test("github is what the action prints: the text out of reach of commands, one annotation, the summary", async () => {
    const summary = join(workspace, "summary.md");
    writeFileSync(summary, "");
    const done = await nurCi(["--format", "github"], { GITHUB_STEP_SUMMARY: summary });
    expect(done.stdout).toContain("  3 |   vendorHash = lib.fakeHash;");
    expect(parseCommands(done.stdout).annotations).toMatchObject([
      { level: "error", properties: { title: "hash-placeholder", file: "a.nix", line: "3", col: "16" } },
    ]);
    expect(readFileSync(summary, "utf8")).toContain("### hash-guard: 1 error");
    expect(done).toMatchObject({ exitCode: 1, stderr: "" });
  });

  test.each([
    [["--format", "yaml"], '"yaml" is no format: text, json, sarif, github'],
    [["--json", "--format", "sarif"], "--json and --format sarif exclude each other"],
  ])("%j is bad usage", async (args, what) => {
    const done = await nurCi(args);
    expect(done).toMatchObject({ exitCode: 2, stdout: "" });
    expect(done.stderr).toContain(what);
    expect(done.stderr).toContain("[--format text|json|sarif|github]");
  });

  test("--help names every option with what it is", async () => {
    const { stdout, exitCode } = await nurCi(["--help"]);
    expect(exitCode).toBe(0);
    for (const line of [
      "PATHS…",
      "--fail-on error|warning",
      "--fix",
      "--eval",
      "--format text|json|sarif|github",
    ])
      expect(stdout).toContain(`\n  ${line}\n      `);
  });
});

describe("what this user may not read", () => {
  test("a file and a folder without permission are an error each, and all else is read", async () => {
    mkdirSync(join(workspace, "closed"));
    writeFileSync(join(workspace, "closed/inner.nix"), fake);
    writeFileSync(join(workspace, "secret.nix"), fake);
    writeFileSync(join(workspace, "a.nix"), fake);
    chmodSync(join(workspace, "closed"), 0o000);
    chmodSync(join(workspace, "secret.nix"), 0o000);
    const { exitCode, log } = await runUnprivileged("hash-guard", workspace, { paths: "." });
    chmodSync(join(workspace, "closed"), 0o755);
    expect(exitCode).toBe(1);
    expect(
      parseCommands(log)
        .annotations.map(({ message }) => message.split("\n")[0])
        .sort(),
    ).toEqual([
      '"closed" may not be read by this user',
      '"secret.nix" cannot be read: no permission',
      "vendorHash is lib.fakeHash, a placeholder",
    ]);
  });
});
