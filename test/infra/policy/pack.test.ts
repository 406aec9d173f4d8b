import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execa } from "execa";
import { stateUrl } from "../../../infra/local/engine-home.ts";
import { describeIf, hasTool } from "../../support/tools.ts";
import { root } from "../../support/tree.ts";
import { aGithub, type TestGithub, token } from "../support/github.ts";

const describeWithPulumi = describeIf(hasTool("pulumi", "the policy pack in the real engine"));

/** A program of somebody else: what the pack must refuse whoever wrote it. */
function programOf(permission: "read" | "write"): string {
  return `
import * as github from "@pulumi/github";
new github.WorkflowRepositoryPermissions("token", {
  repository: "nur", defaultWorkflowPermissions: "${permission}", canApprovePullRequestReviews: false,
});
`;
}

describeWithPulumi("the policy pack, asked by the real engine", () => {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-policy-"));
  const environment = {
    ...process.env,
    PATH: [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
    PULUMI_BACKEND_URL: stateUrl(folder),
    PULUMI_CONFIG_PASSPHRASE: "only for tests",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    GITHUB_TOKEN: token,
    GITHUB_OWNER: "acme",
  };
  let github: TestGithub;
  const pulumi = (...args: readonly string[]) =>
    execa("pulumi", [...args, "--cwd", folder, "--non-interactive"], {
      env: { ...environment, GITHUB_BASE_URL: github.url },
      extendEnv: false,
      reject: false,
      all: true,
    });

  beforeAll(async () => {
    github = await aGithub();
    mkdirSync(join(folder, "state"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name: "other", type: "module", main: "main.ts" }),
    );
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      "name: other\nruntime: {name: nodejs, options: {typescript: false}}\nmain: main.ts\n",
    );
    const made = await pulumi("stack", "init", "test");
    if (made.exitCode !== 0) throw new Error(made.all);
  });
  afterAll(async () => {
    await github.end();
    rmSync(folder, { recursive: true, force: true });
  });

  async function preview(permission: "read" | "write") {
    writeFileSync(join(folder, "main.ts"), programOf(permission));
    return pulumi("preview", "--stack", "test", "--policy-pack", join(root, "infra/policy"));
  }

  test("lets pass what reads, and blocks what writes with the rule, the value and the mend", async () => {
    const passed = await preview("read");
    expect([passed.exitCode, passed.all]).toEqual([0, expect.stringContaining("nur-ci")]);
    const blocked = await preview("write");
    expect(blocked.exitCode).not.toBe(0);
    expect(blocked.all).toContain("token-reads-only");
    expect(blocked.all).toContain('defaultWorkflowPermissions is "write": set it to "read"');
  });
});
