import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { FaultRule } from "../../../infra/local/faults.ts";
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

const settings = {
  workflowDelivery: "pull-request",
  labels: [{ name: "bug", color: "ff0000" }],
  environments: [{ name: "release", reviewers: { users: [7] } }],
};

const describeWithPulumi = describeIf(hasTool("pulumi", "pulumi up against a GitHub that misbehaves"));

describeWithPulumi("a GitHub that misbehaves", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await aSetting();
  });
  afterAll(() => endSetting(setting));

  /** What the run said when GitHub did this to it. */
  async function under(...rules: readonly FaultRule[]): Promise<string> {
    setting.github.faults.clear();
    setting.github.faults.add(...rules);
    const outcome = await provisionIn(setting, { settings });
    setting.github.faults.clear();
    return outcome.ok ? "" : (outcome.problems[0]?.what ?? "");
  }

  const answer = (status: number): FaultRule["fault"] => ({
    kind: "answer",
    status,
    body: `{"message":"no"}`,
  });

  test("stops the run with a reason, keeps what was made, and the run after it makes the rest", async () => {
    expect(await under({ method: "POST", path: /\/orgs\/acme\/repos$/, fault: answer(403) })).toMatch(/403/);
    expect((await setting.github.ask("GET", "/repos/acme/nur")).status).toBe(404);

    const mixed = await under(
      { method: "PUT", path: /secrets\/CACHIX_AUTH_TOKEN$/, fault: { kind: "reset", afterBytes: 5 } },
      { method: "PATCH", path: /\/labels\/bug$/, fault: answer(404) },
      { method: "POST", path: /\/git\/trees$/, fault: answer(503) },
      { method: "POST", path: /\/pulls$/, fault: { kind: "lose-answer" } },
      { method: "POST", path: /\/rulesets$/, fault: answer(404) },
    );
    expect(mixed).toMatch(/\S/);
    expect(mixed).not.toContain(cachixAuthToken);
    expect((await setting.github.ask("GET", "/repos/acme/nur")).status).toBe(200);

    expect(actionsOf(accepted(await provisionIn(setting, { settings })))).toContain("create");
    expect(setting.github.openSecret("nur", "CACHIX_AUTH_TOKEN")).toBe(cachixAuthToken);
    const pulls = (await setting.github.ask("GET", "/repos/acme/nur/pulls")).body;
    expect(pulls).toHaveLength(1);
    expect((await setting.github.ask("GET", "/repos/acme/nur/labels/bug")).body).toMatchObject({
      color: "ff0000",
    });
    expect(actionsOf(accepted(await provisionIn(setting, { settings, refresh: true })))).toEqual(["same"]);
  });
});
