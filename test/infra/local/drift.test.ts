import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execa } from "execa";
import { stateUrl } from "../../../infra/local/engine-home.ts";
import { describeIf, hasTool } from "../../support/tools.ts";
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
      PULUMI_BACKEND_URL: stateUrl(engine),
      PULUMI_CONFIG_PASSPHRASE_FILE: join(engine, "passphrase"),
      GITHUB_TOKEN: token,
    },
  });
}

/** Everything a stack may own beside the least. */
const settings = {
  repository: { name: "nur", description: "of the loopback GitHub", topics: ["nix"] },
  environments: [
    {
      name: "release",
      reviewers: { users: [11, 7], teams: [3] },
      waitMinutes: 5,
      branches: ["main", "release/*"],
    },
  ],
  cacheToken: { scope: "environment", environment: "release", madeOn: "2026-01-01", maxAgeDays: 3650 },
  labels: [
    { name: "Bug", color: "ff0000", description: "does not work" },
    { name: "update", color: "5319e7" },
  ],
  pages: { build: "workflow" },
  webhooks: [{ name: "nur", url: "http://127.0.0.1:9/update?repo=acme", contentType: "form" }],
  variables: { REGION: "eu" },
};

type Policies = { readonly branch_policies: readonly { readonly id: number; readonly name: string }[] };

const branchesOnly = {
  deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
};

const describeWithPulumi = describeIf(hasTool("pulumi", "drift, repair and destroy"));

describeWithPulumi("when somebody changes things by hand", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await aSetting();
    // The secret of an environment must wait for it, however long it takes.
    const slow = { kind: "delay", milliseconds: 2000 } as const;
    setting.github.faults.add({ method: "PUT", path: /\/environments\/release$/, fault: slow });
    accepted(await provisionIn(setting, { settings }));
  });
  afterAll(() => endSetting(setting));

  const ask = (method: string, path: string, body?: unknown) =>
    setting.github.ask(method, `/repos/acme/nur${path}`, body);

  test("nothing is drift that nobody changed; what was changed is named and repaired; a destroy loosens nothing", async () => {
    expect(actionsOf(accepted(await provisionIn(setting, { settings, refresh: true })))).toEqual(["same"]);

    await changeByHand();
    const asked = setting.github.requests.length;
    const foreseen = accepted(await provisionIn(setting, { settings, refresh: true, previewOnly: true }));
    const writes = setting.github.requests.slice(asked).filter(({ method }) => method !== "GET");
    expect(writes).toEqual([]);
    const repaired = accepted(await provisionIn(setting, { settings, refresh: true }));
    const changed = repaired.rows.filter(({ action }) => action !== "same");
    expect(changed.map(({ action, kind, name }) => `${action} ${kind} ${name}`)).toEqual([
      "update repository nur",
      "update permissions actions",
      "update permissions workflow token",
      "update security vulnerability alerts",
      "update ruleset default branch",
      "update environment release",
      "create environment branch release: main",
      "update environment reviewers release",
      "create secret CACHIX_AUTH_TOKEN",
      "update variable CACHIX_URL",
      "update file .github/workflows/ci.yml",
      "update label Bug",
      "create label update",
      "create pages site",
      "update webhook nur",
    ]);
    expect(foreseen.rows).toEqual(repaired.rows);
    await expectInOrder();
    expect(actionsOf(accepted(await provisionIn(setting, { settings, refresh: true })))).toEqual(["same"]);

    await destroy(setting);
    expect((await ask("GET", "")).body).toMatchObject({ archived: false, has_wiki: false });
    expect((await ask("GET", "/actions/permissions")).body).toMatchObject({ allowed_actions: "selected" });
    expect((await ask("GET", "/actions/permissions/workflow")).body).toMatchObject({
      default_workflow_permissions: "read",
    });
    expect((await ask("GET", "/rulesets")).body).toMatchObject([{ enforcement: "active" }]);
    expect((await ask("GET", "/environments/release/secrets")).body).toMatchObject({ total_count: 0 });
    expect((await ask("GET", "/environments/release")).body).toMatchObject({ can_admins_bypass: false });
    expect((await ask("GET", "/labels/update")).status).toBe(200);
    expect((await ask("GET", "/contents/.github/workflows/ci.yml")).status).toBe(200);
  });

  async function changeByHand(): Promise<void> {
    await ask("PATCH", "", { has_wiki: true, description: "by hand" });
    await ask("DELETE", "/environments/release/secrets/CACHIX_AUTH_TOKEN");
    await ask("PUT", "/environments/release", { wait_timer: 0, can_admins_bypass: true, ...branchesOnly });
    const policies = (await ask("GET", `/environments/release/deployment-branch-policies`)).body as Policies;
    const main = policies.branch_policies.find(({ name }) => name === "main");
    await ask("DELETE", `/environments/release/deployment-branch-policies/${main?.id}`);
    await ask("PATCH", "/labels/bug", { color: "000000" });
    await ask("DELETE", "/labels/update");
    await ask("DELETE", "/pages");
    const [hook] = (await ask("GET", "/hooks")).body as { id: number }[];
    await ask("PATCH", `/hooks/${hook?.id}`, { events: ["push", "fork"] });
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
    expect(setting.github.openSecret("nur", "CACHIX_AUTH_TOKEN", { environment: "release" })).toBe(
      cachixAuthToken,
    );
    const environment = (await ask("GET", "/environments/release")).body;
    expect(environment).toMatchObject({
      can_admins_bypass: false,
      protection_rules: [
        { wait_timer: 5 },
        {
          prevent_self_review: true,
          reviewers: expect.arrayContaining([
            { type: "User", reviewer: { id: 7 } },
            { type: "User", reviewer: { id: 11 } },
            { type: "Team", reviewer: { id: 3 } },
          ]),
        },
        { type: "branch_policy" },
      ],
    });
    expect((await ask("GET", "/labels/bug")).body).toMatchObject({ name: "Bug", color: "ff0000" });
    expect((await ask("GET", "/labels/documentation")).status).toBe(200);
    expect((await ask("GET", "/hooks")).body).toMatchObject([{ events: ["push"] }]);
    const file = (await ask("GET", "/contents/.github/workflows/ci.yml")).body as { content: string };
    expect(Buffer.from(file.content, "base64").toString()).toContain("name: CI");
  }
});
