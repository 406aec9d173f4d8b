import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { describeIf, hasTool } from "../../support/tools.ts";
import {
  accepted,
  actionsOf,
  aSetting,
  cachixAuthToken,
  endSetting,
  provisionIn,
  type Setting,
} from "../support/stack.ts";

const describeWithPulumi = describeIf(hasTool("pulumi", "pulumi up against a GitHub that fails"));

describeWithPulumi("a GitHub that fails in the middle", () => {
  let setting: Setting;
  beforeEach(async () => {
    setting = await aSetting();
  });
  afterEach(() => endSetting(setting));

  const outage = { kind: "answer", status: 502, body: "" } as const;
  const forbidden = { kind: "answer", status: 403, body: '{"message":"Resource not accessible"}' } as const;

  test("a short outage is outlasted", async () => {
    setting.github.faults.add(
      { method: "POST", path: /\/rulesets$/, fault: outage },
      { method: "PUT", path: /\/secrets\/CACHIX_AUTH_TOKEN$/, fault: outage },
    );
    expect(actionsOf(accepted(await provisionIn(setting)))).toEqual(["create"]);
    expect(setting.github.openSecret("nur", "CACHIX_AUTH_TOKEN")).toBe(cachixAuthToken);
  });

  test("what is refused is named, what was applied is kept, and the next run makes the rest", async () => {
    setting.github.faults.add(
      { method: "POST", path: /\/rulesets$/, fault: forbidden },
      { method: "PUT", path: /\/contents\//, fault: { kind: "reset" } },
    );
    const refused = await provisionIn(setting);
    expect(refused.ok ? [] : refused.problems).toMatchObject([{ code: "provision-failed" }]);
    setting.github.faults.clear();
    const mended = accepted(await provisionIn(setting));
    expect(mended.rows.find(({ kind }) => kind === "repository")?.action).toBe("same");
    expect(mended.rows.find(({ kind }) => kind === "ruleset")?.action).toBe("create");
    expect(actionsOf(accepted(await provisionIn(setting)))).toEqual(["same"]);
  });
});
