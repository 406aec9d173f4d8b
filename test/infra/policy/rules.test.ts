import { describe, expect, test } from "@jest/globals";
import type { Inputs } from "../../../infra/inputs.ts";
import { planResources } from "../../../infra/plan.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { aPipeline, aSettings } from "../support/settings.ts";

const settings = aSettings();
const plan = planResources(settings, aPipeline(settings));

const type = {
  token: "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions",
  ruleset: "github:index/repositoryRuleset:RepositoryRuleset",
  actions: "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions",
  file: "github:index/repositoryFile:RepositoryFile",
  pullRequest: "nur-ci:github:PullRequest",
  repository: "github:index/repository:Repository",
};

function judge(kind: string, inputs: Inputs, protect = true): readonly string[] {
  return rules.flatMap(({ name, judge }) =>
    judge({ type: kind, inputs, protect }).map((what) => `${name}: ${what}`),
  );
}

const sha = "a".repeat(40);
const workflow = (uses: string): Inputs => ({
  file: ".github/workflows/ci.yml",
  content: `jobs:\n  a:\n    steps:\n      - uses: ${uses}\n`,
});
const checks = (requiredChecks: readonly unknown[]): Inputs => ({
  ...plan.ruleset,
  rules: { ...plan.ruleset.rules, requiredStatusChecks: { requiredChecks } },
});
const bypass = (actorType: string, actorId: number, bypassMode: string): Inputs => ({
  ...plan.ruleset,
  bypassActors: [{ actorType, actorId, bypassMode }],
});

describe("what this program makes breaks no policy", () => {
  test.each([
    ["repository", type.repository, plan.repository],
    ["token", type.token, plan.workflowPermissions],
    ["actions", type.actions, plan.actionsPermissions],
    ["ruleset", type.ruleset, plan.ruleset],
    ...plan.files.map((file) => [file.file, type.file, file] as const),
  ] as const)("%s", (_, kind, inputs) => {
    expect(judge(kind, inputs)).toEqual([]);
  });
});

describe("what a policy refuses, quoted and with its mend", () => {
  test.each<readonly [string, string, Inputs, string]>([
    [
      "a token that writes",
      type.token,
      { defaultWorkflowPermissions: "write" },
      'token-reads-only: defaultWorkflowPermissions is "write"',
    ],
    ["a token left to GitHub", type.token, {}, "token-reads-only: defaultWorkflowPermissions is undefined"],
    [
      "a token that approves",
      type.token,
      { ...plan.workflowPermissions, canApprovePullRequestReviews: true },
      "token-reads-only: canApprove",
    ],
    ["no check", type.ruleset, checks([]), "checks-required: requires no check"],
    ["a check of anybody", type.ruleset, checks([{ context: "Gate" }]), 'checks-required: the check "Gate"'],
    [
      "maintainers past it",
      type.ruleset,
      bypass("RepositoryRole", 2, "always"),
      "no-bypass-for-many: RepositoryRole 2",
    ],
    [
      "an app past it",
      type.ruleset,
      bypass("Integration", 15368, "always"),
      "no-bypass-for-many: Integration 15368",
    ],
    [
      "an admin without a trace",
      type.ruleset,
      bypass("RepositoryRole", 5, "exempt"),
      'with the mode "exempt"',
    ],
    [
      "every action",
      type.actions,
      { ...plan.actionsPermissions, allowedActions: "all" },
      'actions-pinned: allowedActions is "all"',
    ],
    [
      "actions by tag",
      type.actions,
      { ...plan.actionsPermissions, shaPinningRequired: false },
      "actions-pinned: shaPinning",
    ],
    ["a tag", type.file, workflow("actions/checkout@v7"), 'uses "actions/checkout@v7"'],
    ["a short SHA", type.file, workflow(`"actions/checkout@${sha.slice(1)}"`), "uses-pinned"],
    [
      "a tag in a pull request",
      type.pullRequest,
      { files: { ".github/workflows/ci.yml": workflow("a/b@main")["content"] } },
      '"a/b@main"',
    ],
    [
      "deletion",
      type.repository,
      { ...plan.repository, archiveOnDestroy: false },
      "repository-kept: archiveOnDestroy",
    ],
  ])("%s", (_, kind, inputs, what) => {
    expect(judge(kind, inputs)).toEqual([expect.stringContaining(what)]);
  });

  test("a repository that is not protected", () => {
    expect(judge(type.repository, plan.repository, false)).toEqual([
      expect.stringContaining("is not protected"),
    ]);
  });
});

describe("what no policy minds", () => {
  test.each<readonly [string, string, Inputs]>([
    ["a commit", type.file, workflow(`actions/checkout@${sha} # v7.0.1`)],
    ["the repository's own action", type.file, workflow("./actions/plan")],
    ["text of another file", type.file, { ...workflow("a/b@main"), file: "docs/uses.yml" }],
    ["a ruleset that is switched off", type.ruleset, { ...checks([]), enforcement: "disabled" }],
    ["a ruleset of tags", type.ruleset, { ...checks([]), target: "tag" }],
    ["a team by pull request", type.ruleset, bypass("Team", 7, "pull_request")],
    ["an organization's secret", "github:index/actionsOrganizationSecret:ActionsOrganizationSecret", {}],
  ])("%s", (_, kind, inputs) => {
    expect(judge(kind, inputs)).toEqual([]);
  });
});
