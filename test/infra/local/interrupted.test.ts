import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { hasTool } from "../../support/tools.ts";
import { accepted, actionsOf, aSetting, endSetting, provisionIn, type Setting } from "../support/stack.ts";

/** The `pulumi up` that works in the folder. */
function engineOf({ folder }: Setting): number {
  const found = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => {
      const words = wordsOf(pid);
      return words[0] === "pulumi" && words.some((word) => word.startsWith(folder));
    });
  if (found === undefined) throw new Error("pulumi does not run");
  return Number(found);
}

function wordsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

if (hasTool("pulumi", "pulumi up that is interrupted"))
  describe("a run that is interrupted", () => {
    let setting: Setting;
    beforeEach(async () => {
      setting = await aSetting();
    });
    afterEach(() => endSetting(setting));

    async function converges(): Promise<void> {
      expect(actionsOf(accepted(await provisionIn(setting)))).toContain("create");
      expect(actionsOf(accepted(await provisionIn(setting)))).toEqual(["same"]);
    }

    test("by its caller writes its state down, and the next run makes the rest", async () => {
      const controller = new AbortController();
      const onProgress = (line: string) => {
        if (line.includes("github:index/actionsSecret")) controller.abort();
      };
      const refused = await provisionIn(setting, { onProgress, signal: controller.signal });
      expect(refused.ok ? [] : refused.problems).toMatchObject([{ code: "provision-failed" }]);
      await converges();
    });

    test("by force leaves a lock whose owner is gone, and the next run removes it", async () => {
      let isKilled = false;
      const onProgress = () => {
        /** With its children, which are in its group. */
        if (!isKilled) process.kill(-engineOf(setting), "SIGKILL");
        isKilled = true;
      };
      const refused = await provisionIn(setting, { onProgress });
      expect([isKilled, refused.ok]).toEqual([true, false]);
      await converges();
    });
  });
