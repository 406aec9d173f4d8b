import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { describeIf, hasTool } from "../../support/tools.ts";
import { accepted, actionsOf, aSetting, endSetting, provisionIn, type Setting } from "../support/stack.ts";

/** Ends the engine of this setting and what it started, as a machine that goes down does. */
function killEngine({ folder }: Setting): boolean {
  const own = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).includes(`PULUMI_CONFIG_PASSPHRASE_FILE=${folder}/`));
  for (const pid of own) process.kill(Number(pid), "SIGKILL");
  return own.length > 0;
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}

function hasLock({ folder }: Setting): boolean {
  const locks = join(folder, "pulumi/state/.pulumi/locks/organization/nur-ci/local");
  return existsSync(locks) && readdirSync(locks).some((name) => name.endsWith(".json"));
}

const describeWithPulumi = describeIf(hasTool("pulumi", "pulumi up that is interrupted"));

describeWithPulumi("a run that is interrupted", () => {
  let setting: Setting;
  beforeEach(async () => {
    setting = await aSetting();
  });
  afterEach(() => endSetting(setting));

  async function converges(): Promise<void> {
    expect(actionsOf(accepted(await provisionIn(setting)))).toContain("create");
    expect(hasLock(setting)).toBe(false);
    expect(actionsOf(accepted(await provisionIn(setting)))).toEqual(["same"]);
  }

  test("by its caller tidies up and says so, and the next run makes the rest", async () => {
    const controller = new AbortController();
    const onProgress = (line: string) => {
      if (line.includes("github:index/actionsSecret")) controller.abort();
    };
    const refused = await provisionIn(setting, { onProgress, signal: controller.signal });
    expect(refused.ok ? [] : refused.problems).toMatchObject([
      { code: "provision-failed", what: "was interrupted" },
    ]);
    expect(hasLock(setting)).toBe(false);
    await converges();
  });

  test("by force leaves a lock whose owner is gone, and the next run removes it", async () => {
    let isKilled = false;
    const refused = await provisionIn(setting, {
      onProgress: () => {
        isKilled ||= killEngine(setting);
      },
    });
    expect([isKilled, refused.ok, hasLock(setting)]).toEqual([true, false, true]);
    await converges();
  });
});
