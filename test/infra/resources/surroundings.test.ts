import { beforeAll, describe, expect, test } from "@jest/globals";
import { planResources } from "../../../infra/plan.ts";
import { type Recorded, registrationsOf, secretMark } from "../support/registrations.ts";
import { aPipeline, aSettings } from "../support/settings.ts";

let recorded: readonly Recorded[];

beforeAll(async () => {
  const settings = aSettings({
    defaultBranch: "trunk",
    environments: [{ name: "plain" }, { name: "release", reviewers: { users: [9, 2] } }],
    labels: [{ name: "bug", color: "ff0000" }],
    pages: { build: "branch", branch: "site", path: "/docs" },
    webhooks: [
      { name: "open", url: "https://example.org/a" },
      { name: "signed", url: "https://example.org/b" },
    ],
  });
  recorded = await registrationsOf(async () => {
    const { secret } = await import("@pulumi/pulumi");
    const { Environments } = await import("../../../infra/resources/environments.ts");
    const { Surroundings } = await import("../../../infra/resources/surroundings.ts");
    const plan = planResources(settings, aPipeline(settings));
    new Environments("environments", plan.environments, {});
    new Surroundings("surroundings", { plan, webhookSecrets: { signed: secret("opaque") } }, {});
  });
});

function inputsOf(kind: string): readonly Recorded["inputs"][] {
  return recorded.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ inputs }) => inputs);
}

describe("what surrounds the code", () => {
  test("registers these resources under these names, and never the authoritative labels", () => {
    expect(recorded.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).toSorted()).toEqual([
      "EnvironmentReviewers environment-reviewers:release",
      "Environments environments",
      "Label label:bug",
      "RepositoryEnvironment environment:plain",
      "RepositoryEnvironment environment:release",
      "RepositoryEnvironmentDeploymentPolicy environment-branch:plain:trunk",
      "RepositoryEnvironmentDeploymentPolicy environment-branch:release:trunk",
      "RepositoryPages pages",
      "RepositoryWebhook webhook:open",
      "RepositoryWebhook webhook:signed",
      "Surroundings surroundings",
    ]);
  });

  test("an environment takes deployments of the default branch, and nobody goes past it, unless it says otherwise", () => {
    expect(inputsOf("RepositoryEnvironment")[0]).toEqual({
      repository: "nur",
      environment: "plain",
      canAdminsBypass: false,
      preventSelfReview: true,
      waitTimer: 0,
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    expect(inputsOf("EnvironmentReviewers")[0]).toMatchObject({ users: [2, 9], teams: [] });
  });

  test("only the webhook that has a secret gets it, as a secret", () => {
    const [open, signed] = inputsOf("RepositoryWebhook");
    expect(JSON.stringify(open)).not.toContain("opaque");
    expect(JSON.stringify(signed)).toContain(JSON.stringify({ ...secretMark, value: "opaque" }).slice(1, 40));
  });

  test("a site from a branch names its folder", () => {
    expect(inputsOf("RepositoryPages")[0]).toMatchObject({
      buildType: "legacy",
      source: { branch: "site", path: "/docs" },
    });
  });
});
