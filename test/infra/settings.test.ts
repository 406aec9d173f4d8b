import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { runtime } from "@pulumi/pulumi";
import * as v from "valibot";
import { parse } from "yaml";
import { parseSettings } from "../../infra/parse-settings.ts";
import { planPipeline } from "../../infra/pipeline.ts";
import { readSettings } from "../../infra/settings.ts";
import { settingsSchema } from "../../infra/settings-schema.ts";
import { fc } from "../support/property.ts";
import { aSettings, publicKey, rawSettings } from "./support/settings.ts";

function problemsOf(overrides: Readonly<Record<string, unknown>>) {
  const parsed = parseSettings(rawSettings(overrides));
  return parsed.ok ? [] : parsed.problems;
}

describe("settings", () => {
  test("the least stack gets every default", () => {
    expect(parseSettings(rawSettings())).toEqual({
      ok: true,
      value: {
        owner: "acme",
        githubBaseUrl: "https://api.github.com/",
        githubWriteDelayMs: 1000,
        repository: {
          name: "nur",
          description: "",
          homepage: "",
          topics: [],
          visibility: "public",
          issues: true,
          wiki: false,
          projects: false,
          discussions: false,
          template: false,
          forking: true,
          signoff: false,
          merging: {
            mergeCommits: false,
            squash: true,
            rebase: true,
            auto: true,
            updateBranch: true,
            deleteBranch: true,
            mergeTitle: "MERGE_MESSAGE",
            mergeMessage: "PR_TITLE",
            squashTitle: "PR_TITLE",
            squashMessage: "PR_BODY",
          },
        },
        defaultBranch: "main",
        cache: { name: "sample", host: "https://cachix.org", publicKey },
        organizations: ["harbor", "lantern"],
        pipeline: {},
        workflowDelivery: "commit",
        requiredApprovals: 0,
        environments: [],
        labels: [],
        pages: { build: "none", branch: "gh-pages", path: "/" },
        webhooks: [],
        security: { vulnerabilityAlerts: true, securityUpdates: true },
        cacheToken: { scope: "repository", maxAgeDays: 180 },
        notYet: [],
        imports: {},
        cachePreflight: "check",
        githubPreflight: "check",
        variables: {},
      },
    });
  });

  test.each([
    [{ owner: undefined }, "nur-ci:owner", "is not set"],
    [{ owner: "a b" }, "nur-ci:owner", '"a b" is not a GitHub organization or user name'],
    [{ owner: 7 }, "nur-ci:owner", "7 is not a value of type string"],
    [{ repository: { name: ".." } }, "nur-ci:repository.name", '".." is not a repository name such as nur'],
    [
      { repository: { name: "nur", visibility: "secret" } },
      "nur-ci:repository.visibility",
      '"secret" is not one of public, private, internal',
    ],
    [
      { repository: { name: "nur", visibilty: "public" } },
      "nur-ci:repository.visibilty",
      '"repository.visibilty" is no setting',
    ],
    [
      { repository: { name: "nur", description: "one\ntwo" } },
      "nur-ci:repository.description",
      '"one\\ntwo" is not one line of text',
    ],
    [
      { repository: { name: "nur", topics: ["AT"] } },
      "nur-ci:repository.topics.0",
      '"AT" is not a topic: a-z, 0-9 and -, at most 50 characters',
    ],
    [{ cache: { name: "sample" } }, "nur-ci:cache.publicKey", "is not set"],
    [
      { cache: { name: "sample", publicKey: "nonsense" } },
      "nur-ci:cache.publicKey",
      '"nonsense" is not a Nix public key such as atproto.cachix.org-1:BASE64=',
    ],
    [{ organizations: [] }, "nur-ci:organizations", "[] is not a list of at least one organization"],
    [
      { organizations: ["a", "a"] },
      "nur-ci:organizations",
      '["a","a"] is not a list that names every organization once',
    ],
    [{ defaultBranch: "a..b" }, "nur-ci:defaultBranch", '"a..b" is not a branch name such as main'],
    [
      { githubBaseUrl: "https://user:pass@host/" },
      "nur-ci:githubBaseUrl",
      '"https://user:pass@host/" is not a URL without a user name or password',
    ],
    [{ requiredApprovals: 7 }, "nur-ci:requiredApprovals", "7 is not a whole number from 0 to 6"],
    [
      { workflowDelivery: "mail" },
      "nur-ci:workflowDelivery",
      '"mail" is not one of commit, pull-request, none',
    ],
    [
      {
        labels: [
          { name: "Bug", color: "ff0000" },
          { name: "bug", color: "ff0000" },
        ],
      },
      "nur-ci:labels",
      expect.stringContaining("is not a list that holds every name once"),
    ],
    [
      { environments: [{ name: "release", reviewers: { users: [1, 2, 3, 4], teams: [5, 6, 7] } }] },
      "nur-ci:environments.0.reviewers",
      '{"users":[1,2,3,4],"teams":[5,6,7]} is not at most 6 users and teams together',
    ],
    [
      { cacheToken: { scope: "environment", environment: "release" } },
      "nur-ci:cacheToken.environment",
      'names "release", which is no environment of the stack; none is set',
    ],
    [
      { cacheToken: { environment: "release" } },
      "nur-ci:cacheToken.environment",
      'is "release", and the scope is repository',
    ],
    [
      { cacheToken: { madeOn: "2026-02-31" } },
      "nur-ci:cacheToken.madeOn",
      '"2026-02-31" is not a day such as 2026-11-25',
    ],
    [
      { variables: { CACHIX_URL: "x" } },
      "nur-ci:variables.CACHIX_URL",
      "CACHIX_URL is written from nur-ci:cache",
    ],
    [{ colour: "red" }, "nur-ci:colour", '"colour" is no setting'],
  ])("%j is refused", (overrides, where, what) => {
    expect(problemsOf(overrides)).toEqual([
      { code: "setting-invalid", severity: "error", where, what, fix: expect.stringMatching(/\S/) },
    ]);
  });

  test("a day without quotes is a timestamp to Pulumi, and a day to us", () => {
    const { cacheToken } = aSettings({ cacheToken: { madeOn: "2026-11-25 00:00:00 +0000 UTC" } });
    expect(cacheToken.madeOn).toBe("2026-11-25");
  });

  test("all faults come at once", () => {
    expect(problemsOf({ owner: "", organizations: "all", requiredApprovals: -1 })).toHaveLength(3);
  });

  test("a fault in the pipeline's part is named under the pipeline", () => {
    const settings = parseSettings(rawSettings({ pipeline: { systems: ["riscv"], colour: 1 } }));
    const planned = settings.ok ? planPipeline(settings.value) : settings;
    expect(planned.ok ? [] : planned.problems.map(({ where }) => where)).toEqual([
      "nur-ci:pipeline.systems.0",
      "nur-ci:pipeline.colour",
    ]);
  });

  test("whatever a stack file holds, the answer is a value or problems", () => {
    const names = Object.keys(settingsSchema.entries);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (raw) => {
        const parsed = parseSettings(raw);
        return parsed.ok || parsed.problems.every(({ what, fix }) => what !== "" && fix !== "");
      }),
    );
  });
});

describe("the stack that is run", () => {
  const config = { "nur-ci:owner": "acme", "nur-ci:organizations": '["a"]', "other:owner": "no" };

  test("objects are read as JSON, other namespaces are left alone, secrets come from the environment", () => {
    const cache = JSON.stringify({ name: "sample", publicKey });
    runtime.setAllConfig({ ...config, "nur-ci:cache": cache, "nur-ci:repository": '{"name":"nur"}' });
    const read = readSettings({ GITHUB_TOKEN: "one", CACHIX_AUTH_TOKEN: "two" });
    expect(read.ok && read.value.settings.organizations).toEqual(["a"]);
  });

  test("a token that is sealed needs no plain one, and no plain one is used", () => {
    const cache = JSON.stringify({ name: "sample", publicKey });
    const sealed = { value: "A".repeat(72), keyId: "1", fingerprint: "0123456789abcdef" };
    const more = { "nur-ci:cacheToken": JSON.stringify({ sealed }), "nur-ci:webhookSecrets": '{"nur":"x"}' };
    runtime.setAllConfig({
      ...config,
      ...more,
      "nur-ci:cache": cache,
      "nur-ci:repository": '{"name":"nur"}',
    });
    const read = readSettings({ GITHUB_TOKEN: "one", CACHIX_AUTH_TOKEN: "two" });
    expect(read.ok && read.value.secrets.cachixAuthToken).toBeUndefined();
    expect(read.ok && Object.keys(read.value.secrets.webhookSecrets)).toEqual(["nur"]);
  });

  test("a missing secret is a problem that never quotes one", () => {
    runtime.setAllConfig({ ...config, "nur-ci:githubToken": "opaque" });
    const read = readSettings({});
    const problems = read.ok ? [] : read.problems;
    expect(problems.map(({ where }) => where)).toEqual([
      "nur-ci:repository",
      "nur-ci:cache",
      "nur-ci:cachixAuthToken",
    ]);
    expect(JSON.stringify(problems)).not.toContain("opaque");
  });
});

describe("what users read", () => {
  type Project = { readonly config: Readonly<Record<string, { default?: unknown; description?: string }>> };
  const project = parse(readFileSync("Pulumi.yaml", "utf8")) as Project;
  const declared = Object.entries(project.config).filter(([name]) => !name.includes(":"));

  test("Pulumi.yaml declares every setting, described, with the same default", () => {
    expect(declared.map(([name]) => name).toSorted()).toEqual(Object.keys(settingsSchema.entries).toSorted());
    const entries: Readonly<Record<string, v.GenericSchema>> = settingsSchema.entries;
    const optional = Object.entries(entries).filter(([, { type }]) => type === "optional");
    const defaults = Object.fromEntries(optional.map(([name, entry]) => [name, v.getDefault(entry)]));
    for (const [name, { default: value, description }] of declared) {
      expect([name, value]).toEqual([name, defaults[name]]);
      expect(description).toMatch(/\w/);
    }
  });

  test.each(readdirSync("infra/stacks"))("%s is a stack, or the static part of one", (file) => {
    const stack = parse(readFileSync(`infra/stacks/${file}`, "utf8")) as Record<
      string,
      Record<string, unknown>
    >;
    const raw = Object.entries(stack["config"] ?? {}).map(([name, value]) => [
      name.replace("nur-ci:", ""),
      value,
    ]);
    const parsed = parseSettings({ ...rawSettings(), ...Object.fromEntries(raw) });
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
    expect(readFileSync(`infra/stacks/${file}`, "utf8")).not.toMatch(/token: |secure:/i);
  });
});
