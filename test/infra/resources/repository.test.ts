import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { planResources } from "../../../infra/plan.ts";
import { type Recorded, registrationsOf } from "../support/registrations.ts";
import { aPipeline, aSettings } from "../support/settings.ts";

const plan = planResources(aSettings(), aPipeline());
let recorded: readonly Recorded[];

beforeAll(async () => {
  recorded = await registrationsOf(async () => {
    const { ManagedRepository } = await import("../../../infra/resources/repository.ts");
    new ManagedRepository("repository", plan, {});
  });
});

function inputsOf(type: string): Recorded["inputs"] {
  return (
    recorded.find((resource) => resource.type.startsWith("github:") && resource.type.endsWith(`:${type}`))
      ?.inputs ?? {}
  );
}

describe("the component of the repository", () => {
  test("registers these resources under these names", () => {
    expect(recorded.map(({ type, name }) => `${type} ${name}`).toSorted()).toEqual([
      "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions actions-permissions",
      "github:index/branchDefault:BranchDefault default-branch",
      "github:index/repository:Repository repository",
      "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates security-updates",
      "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts vulnerability-alerts",
      "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions workflow-permissions",
      "nur-ci:github:Repository repository",
    ]);
  });

  test("the repository gets exactly these arguments", () => {
    expect(inputsOf("Repository")).toEqual({
      name: "nur",
      description: "",
      homepageUrl: "",
      visibility: "public",
      topics: [],
      hasIssues: true,
      hasWiki: false,
      hasProjects: false,
      hasDiscussions: false,
      isTemplate: false,
      allowMergeCommit: false,
      allowSquashMerge: true,
      allowRebaseMerge: true,
      allowAutoMerge: true,
      allowUpdateBranch: true,
      allowForking: true,
      deleteBranchOnMerge: true,
      mergeCommitTitle: "MERGE_MESSAGE",
      mergeCommitMessage: "PR_TITLE",
      squashMergeCommitTitle: "PR_TITLE",
      squashMergeCommitMessage: "PR_BODY",
      webCommitSignoffRequired: false,
      autoInit: true,
      archived: false,
      archiveOnDestroy: true,
      securityAndAnalysis: {
        secretScanning: { status: "enabled" },
        secretScanningPushProtection: { status: "enabled" },
      },
    });
  });

  test("names every switch the provider has, so that none is sent as false by omission", () => {
    const types = readFileSync("node_modules/@pulumi/github/repository.d.ts", "utf8");
    const args = types.slice(types.indexOf("interface RepositoryArgs"));
    const switches = [...args.matchAll(/^ {4}((?:has|allow|delete|web|is)[A-Z]\w*)\?:/gm)].map(
      ([, name]) => name,
    );
    expect(switches).toContain("hasWiki");
    const dead = ["hasDownloads"];
    const given = Object.keys(inputsOf("Repository"));
    expect(switches.filter((name) => !given.includes(name ?? ""))).toEqual(dead);
  });

  test("Actions may use what the workflows use, by commit, and its token reads", () => {
    expect(inputsOf("ActionsRepositoryPermissions")).toEqual({
      repository: "nur",
      enabled: true,
      allowedActions: "selected",
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAlloweds: ["cachix/install-nix-action@*"],
      },
      shaPinningRequired: true,
    });
    expect(inputsOf("WorkflowRepositoryPermissions")).toEqual({
      repository: "nur",
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
    });
  });

  test("the default branch is renamed, and security is on", () => {
    expect(inputsOf("BranchDefault")).toEqual({ repository: "nur", branch: "main", rename: true });
    expect(inputsOf("RepositoryVulnerabilityAlerts")).toEqual({ repository: "nur", enabled: true });
    expect(inputsOf("RepositoryDependabotSecurityUpdates")).toEqual({ repository: "nur", enabled: true });
  });
});
