import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runWorkflows } from "../../../actions/cli/workflows.ts";
import { readmePaths } from "../../../workflows/files.ts";

const repository = join(import.meta.dirname, "../../..");
let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "nur-ci-workflows-"));
  for (const path of readmePaths) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), "# By hand\n\n<!-- generated -->\n<!-- /generated -->\n");
  }
});

afterEach(() => rmSync(root, { recursive: true }));

function verb(...argv: readonly string[]) {
  const main = join(repository, "actions/cli/workflows.ts");
  const call = `import(process.argv[1]).then(async (m) => { process.exitCode = await m.workflowsVerb(process.argv.slice(3), process.argv[2]); })`;
  return spawnSync(process.execPath, ["-e", call, main, root, ...argv], { encoding: "utf8" });
}

describe("nur-ci workflows", () => {
  test("--write, then --check finds nothing; the second --write touches no file", () => {
    const written = runWorkflows({ write: true, check: false, root });
    expect(new Set(written.files.map(({ state }) => state))).toEqual(new Set(["written"]));
    expect(runWorkflows({ write: false, check: true, root }).problems).toEqual([]);
    const before = written.files.map(({ path }) => statSync(join(root, path), { bigint: true }).mtimeNs);
    expect(
      new Set(runWorkflows({ write: true, check: false, root }).files.map(({ state }) => state)),
    ).toEqual(new Set(["fresh"]));
    expect(written.files.map(({ path }) => statSync(join(root, path), { bigint: true }).mtimeNs)).toEqual(
      before,
    );
  });

  test("--check names the one stale file, shows the difference and writes nothing", () => {
    runWorkflows({ write: true, check: false, root });
    const path = join(root, ".github/workflows/ci.yml");
    const edited = readFileSync(path, "utf8").replace("timeout-minutes: 10", "timeout-minutes: 11");
    writeFileSync(path, edited);
    const { status, stdout, stderr } = verb("--check");
    expect(status).toBe(1);
    expect(stdout).toContain("-    timeout-minutes: 11\n+    timeout-minutes: 10\n");
    expect(stderr).toBe(
      ".github/workflows/ci.yml: error[workflow-stale]: is not what workflows/ renders\n" +
        "  fix: npm run -s nur-ci -- workflows --write\n",
    );
    expect(readFileSync(path, "utf8")).toBe(edited);
  });

  test("a file that is not there is stale", () => {
    const { problems } = runWorkflows({ write: false, check: true, root });
    expect(problems.map(({ where }) => where)).toContain(".github/dependabot.yml");
  });

  test("text written by hand stays", () => {
    runWorkflows({ write: true, check: false, root });
    expect(readFileSync(join(root, readmePaths[0] ?? ""), "utf8")).toMatch(
      /^# By hand\n\n<!-- generated -->\n/,
    );
  });

  test("a README without markers is refused before anything is written", () => {
    writeFileSync(join(root, readmePaths[0] ?? ""), "# By hand\n");
    const { status, stderr } = verb("--write");
    expect(status).toBe(1);
    expect(stderr).toContain(`${readmePaths[0]}: error[workflow-stale]`);
    expect(runWorkflows({ write: false, check: false, root }).files).toEqual([]);
    expect(() => statSync(join(root, ".github"))).toThrow();
  });

  test("without an option it says what is stale and succeeds; --json is one document", () => {
    const { status, stdout, stderr } = verb("--json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout).files[0]).toMatchObject({ path: ".github/workflows/ci.yml", state: "stale" });
  });

  test.each([
    ["an unknown option", ["--wirte"], "unknown option '--wirte'"],
    ["both options", ["--write", "--check"], "--write and --check exclude each other"],
    ["an argument", ["ci.yml"], "unexpected argument 'ci.yml'"],
  ])("%s is bad usage", (_, argv, what) => {
    const { status, stdout, stderr } = verb(...argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(what);
    expect(stderr).toContain("fix: nur-ci workflows [--write | --check] [--json]");
  });

  test("this repository's files are fresh", () => {
    expect(runWorkflows({ write: false, check: true, root: repository }).problems).toEqual([]);
  });
});
