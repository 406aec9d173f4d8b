import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { stateUrl } from "../../infra/local/engine-home.ts";
import { renderWarnings } from "../../infra/plan-rows.ts";
import { previewProgram, previewStack } from "../../infra/preview.ts";
import { stackFile } from "../../infra/stack-file.ts";
import { describeIf, hasTool } from "../support/tools.ts";
import { root } from "../support/tree.ts";
import { token } from "./support/github.ts";
import {
  accepted,
  aSetting,
  cachixAuthToken,
  endSetting,
  provisionIn,
  type Setting,
  withoutPulumi,
} from "./support/stack.ts";

const script = join(root, "scripts/preview.ts");

describe("the program alone", () => {
  test("is evaluated without a secret, a login or a network", async () => {
    const request = { stack: "atproto", file: stackFile("atproto"), environment: withoutPulumi };
    const rows = accepted(await previewProgram(request));
    expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(["create"]));
    expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["repository", "ruleset", "secret"]));
  });

  test("a stack without a file is a problem that names it", async () => {
    const outcome = await previewProgram({
      stack: "nope",
      file: stackFile("nope"),
      environment: withoutPulumi,
    });
    expect(outcome).toMatchObject({
      ok: false,
      problems: [{ code: "setting-invalid", where: stackFile("nope") }],
    });
  });

  test("--json is one document; --refuse ends with 1 and names the change; a class that is none is misuse", async () => {
    const run = (...args: readonly string[]) =>
      execa(process.execPath, [script, "--stack", "fork", ...args], {
        env: withoutPulumi,
        extendEnv: false,
        reject: false,
      });
    const [refused, misused] = await Promise.all([
      run("--json", "--refuse", "loosening"),
      run("--refuse", "loose"),
    ]);
    expect(JSON.parse(refused.stdout)).toMatchObject({ version: 1, stack: "fork", engine: "evaluation" });
    expect(refused.stderr).toContain("refused: webhook nur-update is loosening");
    expect(misused.stderr).toContain('"loose" is none of');
    expect([refused.exitCode, misused.exitCode]).toEqual([1, 2]);
  });
});

const describeWithPulumi = describeIf(hasTool("pulumi", "preview by the real engine"));

describeWithPulumi("the real engine", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await aSetting();
    accepted(await provisionIn(setting, { settings: { requiredApprovals: 2 } }));
  });
  afterAll(() => endSetting(setting));

  /** As a user has it: one's own backend and passphrase, tokens in the environment. */
  function preview() {
    const engine = join(setting.folder, "pulumi");
    const environment = {
      ...process.env,
      PULUMI_BACKEND_URL: stateUrl(engine),
      PULUMI_CONFIG_PASSPHRASE_FILE: join(engine, "passphrase"),
      GITHUB_TOKEN: token,
      CACHIX_AUTH_TOKEN: cachixAuthToken,
    };
    return previewStack({ stack: "local", file: join(engine, "Pulumi.local.yaml"), environment });
  }

  function requireApprovals(count: number): void {
    const file = join(setting.folder, "pulumi/Pulumi.local.yaml");
    const stack = parse(readFileSync(file, "utf8"));
    const config = { ...stack.config, "nur-ci:requiredApprovals": count };
    writeFileSync(file, stringify({ ...stack, config }));
  }

  test("nothing changed is all the same; fewer approvals is a loosening that says so; nothing is applied", async () => {
    requireApprovals(2);
    const same = accepted(await preview());
    expect(new Set(same.map(({ action }) => action))).toEqual(new Set(["same"]));

    requireApprovals(1);
    const rows = accepted(await preview());
    expect(renderWarnings(rows)).toBe(
      "loosening: ruleset default branch: approving reviews: no longer as strict",
    );
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${token}|${cachixAuthToken}`));
    expect(accepted(await preview()).filter(({ action }) => action === "update")).toHaveLength(1);
  });

  test("what the program refuses is the problem, in its own words", async () => {
    requireApprovals(9);
    const outcome = await preview();
    expect(outcome).toMatchObject({
      ok: false,
      problems: [{ code: "provision-failed", where: "stack local" }],
    });
    expect(JSON.stringify(outcome)).toContain("9 is not");
  });
});
