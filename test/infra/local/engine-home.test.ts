import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { stateUrl, withEngineHome } from "../../../infra/local/engine-home.ts";
import { hasTool, testIf } from "../../support/tools.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci engine-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("where an engine keeps its state", () => {
  test("is a folder, with a passphrase that is made once, for its owner only", () => {
    const first = withEngineHome({ PATH: "/bin" }, folder);
    const file = join(folder, "passphrase");
    expect(first).toEqual({
      PATH: `${dirname(process.execPath)}:/bin`,
      PULUMI_BACKEND_URL: stateUrl(folder),
      PULUMI_CONFIG_PASSPHRASE_FILE: file,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, "utf8");
    withEngineHome({}, folder);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  test.each([
    [{ PULUMI_BACKEND_URL: "s3://states" }],
    [{ PULUMI_ACCESS_TOKEN: "pul-x" }],
    [{ PULUMI_CONFIG_PASSPHRASE: "own" }],
    [{ PULUMI_CONFIG_PASSPHRASE_FILE: "/own" }],
  ])("is what the user says: %j", (environment) => {
    expect(withEngineHome(environment, folder)).toMatchObject(environment);
    expect(existsSync(join(folder, "passphrase"))).toBe(false);
  });
});

const script = resolve("scripts/pulumi.ts");

test("without pulumi on PATH the command says so, with the mend", async () => {
  const env = { PATH: dirname(process.execPath) };
  const done = await execa(process.execPath, [script, "up"], {
    cwd: folder,
    env,
    extendEnv: false,
    reject: false,
  });
  expect([done.exitCode, done.stderr]).toEqual([
    1,
    expect.stringMatching(/error\[engine-missing\].*\n {2}fix: /),
  ]);
});

testIf(hasTool("pulumi", "pulumi as a user runs it"))(
  "a stack made by the command is there for the next one",
  async () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: sample\nruntime: nodejs\n");
    const run = (...args: string[]) => execa(process.execPath, [script, ...args], { cwd: folder });
    await run("stack", "init", "dev", "--non-interactive");
    const { stdout } = await run("stack", "ls", "--json", "--non-interactive");
    expect(JSON.parse(stdout)).toMatchObject([{ name: "dev" }]);
  },
);
