import { readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Provision } from "../../../infra/local/provision.ts";
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
  withoutPulumi,
} from "../support/stack.ts";

/** Every file below, as bytes: a token in a binary file is a token. */
function textsBelow(folder: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, text: readFileSync(path, "latin1") }));
}

/** Command lines of all processes that run now. */
function commandLines(): string {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return processes.map((pid) => readIfThere(`/proc/${pid}/cmdline`)).join("\n");
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

describe("without pulumi", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await aSetting();
  });
  afterAll(() => endSetting(setting));

  test("the plan of the same program is shown, one line says so, and nothing is applied", async () => {
    const { rows, engine, note } = accepted(await provisionIn(setting, { environment: withoutPulumi }));
    expect(engine).toBe("evaluation");
    expect(setting.lines).toEqual([note]);
    expect(setting.github.requests).toEqual([]);
    expect(rows).toContainEqual(
      expect.objectContaining({
        kind: "secret",
        name: "CACHIX_AUTH_TOKEN",
        action: "create",
        details: "********",
      }),
    );
    expect(rows.find(({ kind }) => kind === "ruleset")?.details).toContain('requires the check "Gate"');
    expect(JSON.stringify(rows)).not.toContain(cachixAuthToken);
  });

  test("settings that are wrong are named before anything runs", async () => {
    const refused = await provisionIn(setting, { settings: { requiredApprovals: 9 } });
    expect(refused.ok ? [] : refused.problems.map(({ where }) => where)).toEqual([
      "nur-ci:requiredApprovals",
    ]);
  });
});

describeIf(hasTool("pulumi", "pulumi up of the stack local, for real"))(
  "with the real engine and the real provider",
  () => {
    let setting: Setting;
    let first: Provision;
    let again: Provision;
    let requestsOfFirst: number;
    let requestsOfBoth: number;
    let seconds: readonly [number, number];
    const seen: string[] = [];

    beforeAll(async () => {
      setting = await aSetting();
      const onProgress = (line: string) => {
        setting.lines.push(line);
        seen.push(commandLines());
      };
      const began = performance.now();
      first = accepted(await provisionIn(setting, { onProgress }));
      const between = performance.now();
      requestsOfFirst = setting.github.requests.length;
      again = accepted(await provisionIn(setting, { onProgress }));
      requestsOfBoth = setting.github.requests.length;
      seconds = [between - began, performance.now() - between];
    });
    afterAll(() => endSetting(setting));

    test("up from nothing makes everything, and GitHub has it", async () => {
      expect([first.engine, actionsOf(first)]).toEqual(["pulumi", ["create"]]);
      const repository = await setting.github.ask("GET", "/repos/acme/nur");
      expect(repository.body).toMatchObject({ has_wiki: false, has_issues: true, topics: ["nix", "nur"] });
      const rulesets = await setting.github.ask("GET", "/repos/acme/nur/rulesets");
      expect(JSON.stringify(rulesets.body)).toContain('"context":"Gate","integration_id":15368');
      const permissions = await setting.github.ask("GET", "/repos/acme/nur/actions/permissions");
      expect(permissions.body).toMatchObject({ allowed_actions: "selected", sha_pinning_required: true });
      const file = await setting.github.ask("GET", "/repos/acme/nur/contents/.github/workflows/ci.yml");
      expect(file.status).toBe(200);
    });

    test("up again changes nothing, and nothing is written", () => {
      expect(actionsOf(again)).toEqual(["same"]);
      const writes = setting.github.requests
        .slice(requestsOfFirst, requestsOfBoth)
        .filter(({ method }) => method !== "GET");
      expect(writes).toEqual([]);
    });

    test("again asks which checks are required and seen, and reads nothing else", () => {
      process.stderr.write(
        `pulumi up ${seconds.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(", again ")}\n`,
      );
      const asked = setting.github.requests.slice(requestsOfFirst, requestsOfBoth).map(({ path }) => path);
      expect([...new Set(asked)].toSorted()).toEqual([
        "/api/v3/orgs/acme",
        "/api/v3/repos/acme/nur",
        "/api/v3/repos/acme/nur/commits/main/check-runs?per_page=100",
        expect.stringMatching(/^\/api\/v3\/repos\/acme\/nur\/rulesets\/\d+$/),
        "/api/v3/repos/acme/nur/rulesets?per_page=100&includes_parents=false",
      ]);
    });

    test("the secret that arrived is the one that was given", () => {
      expect(setting.github.openSecret("nur", "CACHIX_AUTH_TOKEN")).toBe(cachixAuthToken);
    });

    test("no file, no command line and no line of progress holds a token", () => {
      const holders = textsBelow(setting.folder).filter(
        ({ text }) => text.includes(cachixAuthToken) || text.includes(token),
      );
      expect(holders.map(({ path }) => path)).toEqual([]);
      expect(seen.join("\n")).toMatch(/pulumi-language-nodejs|cmd\/run/);
      expect(seen.join("\n").includes(cachixAuthToken) || seen.join("\n").includes(token)).toBe(false);
      expect(setting.lines.join("\n")).not.toContain(cachixAuthToken);
    });

    test("what the program warns of is one line of progress", () => {
      expect(setting.lines.filter((line) => line.includes("cache-unreachable"))).toEqual([
        expect.stringMatching(/^cache sample: warning\[cache-unreachable\]: could not be asked.*: bad port$/),
        expect.stringMatching(/: bad port$/),
      ]);
    });

    test("the passphrase is for its owner only, and the state is encrypted with it", () => {
      expect(statSync(join(setting.folder, "pulumi/passphrase")).mode & 0o777).toBe(0o600);
      const state = readFileSync(
        join(setting.folder, "pulumi/state/.pulumi/stacks/nur-ci/local.json"),
        "utf8",
      );
      expect(state).toContain('"ciphertext"');
    });

    test("nothing stands beside a file of the state that a kill could leave half written", () => {
      const files = readdirSync(join(setting.folder, "pulumi/state"), { recursive: true, encoding: "utf8" });
      expect(files).toContain(".pulumi/stacks/nur-ci/local.json");
      expect(files.filter((name) => name.endsWith(".attrs"))).toEqual([]);
    });

    test("the program evaluated without the engine gives the same rows", async () => {
      const { rows } = accepted(await provisionIn(setting, { environment: withoutPulumi }));
      expect(rows).toEqual(first.rows);
    });

    test("no file of the repository is written", () => {
      expect(readFileSync("infra/stacks/Pulumi.local.yaml", "utf8")).not.toMatch(
        /encryptionsalt|127\.0\.0\.1/,
      );
    });
  },
);

describeIf(hasTool("pulumi", "pulumi up that fails"))("when the real engine fails", () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await aSetting();
  });
  afterAll(() => endSetting(setting));

  test("the problem is the first meaningful line, without the tokens, and a run that is mended converges", async () => {
    const refused = await provisionIn(setting, { githubToken: "ghp_wrong" });
    const problems = refused.ok ? [] : refused.problems;
    expect(problems).toMatchObject([
      { code: "provision-failed", where: "stack local", what: expect.stringContaining("Bad credentials") },
    ]);
    expect(problems[0]?.what).not.toMatch(/\n|urn:pulumi|errors? occurred/);
    expect(JSON.stringify(problems)).not.toMatch(/ghp_wrong|opaque/);
    expect(actionsOf(accepted(await provisionIn(setting)))).toContain("create");
    const PATH = ["/usr/bin", process.env["PATH"]].join(delimiter);
    const environment = { ...process.env, PATH, GITHUB_OWNER: "somebody", PULUMI_STACK: "other" };
    expect(actionsOf(accepted(await provisionIn(setting, { environment })))).toEqual(["same"]);
  });
});
