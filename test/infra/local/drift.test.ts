import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { hasTool } from "../../support/tools.ts";
import { token } from "../support/github.ts";
import {
  accepted,
  actionsOf,
  aSetting,
  cachixAuthToken,
  endSetting,
  provisionIn,
  type Setting,
} from "../support/stack.ts";

/** `pulumi destroy` as a user would run it; what is protected cannot go. */
async function destroy({ folder }: Setting): Promise<void> {
  const engine = join(folder, "pulumi");
  const target = [
    "--cwd",
    engine,
    "destroy",
    "--stack",
    "local",
    "--yes",
    "--skip-preview",
    "--exclude-protected",
  ];
  await execa("pulumi", [...target, "--non-interactive"], {
    env: {
      PULUMI_BACKEND_URL: pathToFileURL(join(engine, "state")).href,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(engine, "passphrase"),
      GITHUB_TOKEN: token,
    },
  });
}

const describeWithPulumi = hasTool("pulumi", "drift, repair and destroy") ? describe : describe.skip;

describeWithPulumi("when somebody changes things by hand", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await aSetting();
    accepted(await provisionIn(setting));
  });
  afterAll(() => endSetting(setting));

  const ask = (method: string, path: string, body?: unknown) =>
    setting.github.ask(method, `/repos/acme/nur${path}`, body);

  test("nothing is drift that nobody changed; what was changed is named and repaired; a destroy loosens nothing", async () => {
    expect(actionsOf(accepted(await provisionIn(setting, { refresh: true })))).toEqual(["same"]);

    await changeByHand();
    const repaired = accepted(await provisionIn(setting, { refresh: true }));
    const changed = repaired.rows.filter(({ action }) => action !== "same");
    expect(changed.map(({ action, kind, name }) => `${action} ${kind} ${name}`)).toEqual([
      "update repository nur",
      "update permissions actions",
      "update permissions workflow token",
      "update security vulnerability alerts",
      "update ruleset default branch",
      "create secret CACHIX_AUTH_TOKEN",
      "update variable CACHIX_URL",
      "update file .github/workflows/ci.yml",
    ]);
    await expectInOrder();
    expect(actionsOf(accepted(await provisionIn(setting, { refresh: true })))).toEqual(["same"]);

    await destroy(setting);
    expect((await ask("GET", "")).body).toMatchObject({ archived: false, has_wiki: false });
    expect((await ask("GET", "/actions/permissions")).body).toMatchObject({ allowed_actions: "selected" });
    expect((await ask("GET", "/actions/permissions/workflow")).body).toMatchObject({
      default_workflow_permissions: "read",
    });
    expect((await ask("GET", "/rulesets")).body).toMatchObject([{ enforcement: "active" }]);
    expect((await ask("GET", "/actions/secrets")).body).toMatchObject({ total_count: 0 });
  });

  async function changeByHand(): Promise<void> {
    await ask("PATCH", "", { has_wiki: true, description: "by hand" });
    await ask("DELETE", "/actions/secrets/CACHIX_AUTH_TOKEN");
    await ask("PATCH", "/actions/variables/CACHIX_URL", { value: "http://elsewhere" });
    await ask("PUT", "/actions/permissions", { enabled: true, allowed_actions: "all" });
    await ask("PUT", "/actions/permissions/workflow", { default_workflow_permissions: "write" });
    await ask("DELETE", "/vulnerability-alerts");
    const [ruleset] = (await ask("GET", "/rulesets")).body as { id: number }[];
    await ask("PUT", `/rulesets/${ruleset?.id}`, { enforcement: "disabled" });
    const path = "/contents/.github/workflows/ci.yml";
    const { sha } = (await ask("GET", path)).body as { sha: string };
    await ask("PUT", path, {
      message: "by hand",
      sha,
      content: Buffer.from("name: other\n").toString("base64"),
    });
  }

  async function expectInOrder(): Promise<void> {
    expect((await ask("GET", "")).body).toMatchObject({
      has_wiki: false,
      description: expect.stringContaining("loopback"),
    });
    expect((await ask("GET", "/rulesets")).body).toMatchObject([{ enforcement: "active" }]);
    expect((await ask("GET", "/actions/permissions")).body).toMatchObject({ allowed_actions: "selected" });
    expect(setting.github.openSecret("nur", "CACHIX_AUTH_TOKEN")).toBe(cachixAuthToken);
    const file = (await ask("GET", "/contents/.github/workflows/ci.yml")).body as { content: string };
    expect(Buffer.from(file.content, "base64").toString()).toContain("name: CI");
  }
});
