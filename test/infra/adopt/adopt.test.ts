import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { parse } from "yaml";
import { hasTool, testIf } from "../../support/tools.ts";
import { root } from "../../support/tree.ts";
import { token } from "../support/github.ts";
import { publicKey } from "../support/settings.ts";
import { accepted, aSetting, endSetting, provisionIn, type Setting } from "../support/stack.ts";

const program = join(root, "actions/cli/main.ts");

/** Everything that is not our default, so that an omission shows. */
const byHand = {
  name: "nur",
  description: "made by hand",
  homepage: "https://example.com",
  has_issues: true,
  has_wiki: true,
  has_projects: true,
  has_discussions: true,
  allow_merge_commit: true,
  allow_rebase_merge: false,
  allow_auto_merge: false,
  allow_update_branch: false,
  delete_branch_on_merge: false,
  web_commit_signoff_required: true,
  squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
  squash_merge_commit_message: "COMMIT_MESSAGES",
  auto_init: true,
};

describe("a repository made by hand", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await aSetting();
    const { ask } = setting.github;
    await ask("POST", "/orgs/acme/repos", byHand);
    await ask("PATCH", "/repos/acme/nur", byHand);
    await ask("PUT", "/repos/acme/nur/topics", { names: ["by-hand"] });
    await ask("PUT", "/repos/acme/nur/vulnerability-alerts");
    await ask("POST", "/repos/acme/nur/actions/variables", { name: "REGION", value: "eu" });
    const ruleset = { name: "of theirs", target: "branch", enforcement: "active", conditions: {}, rules: [] };
    await ask("POST", "/repos/acme/nur/rulesets", ruleset);
  });
  afterAll(() => endSetting(setting));

  const file = () => join(setting.folder, "adopted.yaml");
  const adopt = (...args: readonly string[]) =>
    execa(process.execPath, [program, "adopt", ...args], {
      env: { PATH: process.env["PATH"], GITHUB_TOKEN: token },
      extendEnv: false,
      reject: false,
    });
  const fully = () => [
    ...["acme/nur", "--github-url", setting.github.url, "--out", file()],
    ...["--cache", "sample", "--public-key", publicKey, "--organizations", "harbor"],
  ];

  /** All that GitHub says of it, but for the times. */
  async function standing(): Promise<unknown> {
    const paths = ["", "/vulnerability-alerts", "/automated-security-fixes", "/actions/permissions"];
    const more = ["/actions/permissions/workflow", "/rulesets", "/actions/variables", "/labels", "/topics"];
    const answers = await Promise.all(
      [...paths, ...more].map((path) => setting.github.ask("GET", `/repos/acme/nur${path}`)),
    );
    return answers.map(({ status, body }) => [
      status,
      (JSON.stringify(body) ?? "").replaceAll(/"[a-z]+_at":"[^"]*"/g, ""),
    ]);
  }

  test("what is missing or wrong is said, and no file is written", async () => {
    const none = join(setting.folder, "none.yaml");
    const [noCache, noRepository, misused] = await Promise.all([
      adopt("acme/nur", "--github-url", setting.github.url, "--out", none),
      adopt("acme/nowhere", "--github-url", setting.github.url, "--out", none),
      adopt("nowhere"),
    ]);
    expect(noCache.stderr).toMatch(/--cache: error.*\n.*\n--organizations: error/);
    expect(noRepository.stderr).toContain("acme/nowhere: error[setting-invalid]: is not there");
    expect(misused.stderr).toContain('"nowhere" is not OWNER/REPO');
    expect([noCache.exitCode, noRepository.exitCode, misused.exitCode]).toEqual([1, 1, 2]);
    expect(existsSync(none)).toBe(false);
  });

  const testWithPulumi = testIf(hasTool("pulumi", "adoption by the real engine"));

  testWithPulumi(
    "is adopted: the first update imports and changes nothing, the next has nothing to do",
    async () => {
      const before = await standing();
      expect(await adopt(...fully())).toMatchObject({ exitCode: 0, stdout: "" });
      const text = readFileSync(file(), "utf8");
      expect(text).toContain("rulesets that stay as they are: of theirs");
      expect(text).not.toContain(token);
      const { config } = parse(text) as { config: Record<string, unknown> };
      const settings = Object.fromEntries(
        Object.entries(config).map(([name, value]) => [name.replace("nur-ci:", ""), value]),
      );

      const preview = accepted(await provisionIn(setting, { settings, previewOnly: true }));
      expect(preview.rows.map(({ action, kind, name }) => `${action} ${kind} ${name}`)).toEqual([
        "import repository nur",
        "import default branch main",
        "import permissions workflow token",
        "import security vulnerability alerts",
        "import security security updates",
      ]);
      accepted(await provisionIn(setting, { settings }));
      expect(await standing()).toEqual(before);
      const again = accepted(
        await provisionIn(setting, { settings: { ...settings, imports: {} }, previewOnly: true }),
      );
      expect(again.rows.filter(({ effect }) => effect === "loosening" || effect === "destructive")).toEqual(
        [],
      );
      expect(await adopt(...fully())).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining("is there already"),
      });
    },
  );
});
