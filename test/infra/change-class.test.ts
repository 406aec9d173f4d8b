import { describe, expect, test } from "@jest/globals";
import { type Change, judgeChange } from "../../infra/change-class.ts";
import { planResources } from "../../infra/plan.ts";
import { aPipeline, aSettings } from "./support/settings.ts";

const settings = aSettings();
const plan = planResources(settings, aPipeline(settings));

const types = {
  repository: "github:index/repository:Repository",
  ruleset: "github:index/repositoryRuleset:RepositoryRuleset",
  actions: "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions",
  token: "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions",
  alerts: "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts",
  secret: "github:index/actionsSecret:ActionsSecret",
  file: "github:index/repositoryFile:RepositoryFile",
  webhook: "github:index/repositoryWebhook:RepositoryWebhook",
  reviewers: "nur-ci:github:EnvironmentReviewers",
  branch: "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
};

type Inputs = Readonly<Record<string, unknown>>;

function updated(type: string, before: Inputs, change: Inputs): Change {
  return { type, action: "update", before, after: { ...before, ...change } };
}

function ruled(change: Inputs): Inputs {
  return { rules: { ...plan.ruleset.rules, ...change } };
}

const checks = (...names: readonly string[]) => ({
  requiredStatusChecks: { requiredChecks: names.map((context) => ({ context, integrationId: 15368 })) },
});

/** Every row is read both ways: what loosens forwards tightens backwards. */
const loosenings: readonly (readonly [string, string, Inputs, Inputs, string])[] = [
  [
    "made public",
    types.repository,
    { ...plan.repository, visibility: "private" },
    { visibility: "public" },
    "visibility",
  ],
  [
    "secret scanning off",
    types.repository,
    plan.repository,
    {
      securityAndAnalysis: {
        secretScanning: { status: "disabled" },
        secretScanningPushProtection: { status: "enabled" },
      },
    },
    "secret scanning",
  ],
  ["not enforced", types.ruleset, plan.ruleset, { enforcement: "disabled" }, "enforcement"],
  [
    "a check goes",
    types.ruleset,
    { ...plan.ruleset, ...ruled(checks("Gate", "Lint")) },
    ruled(checks("Gate")),
    '"Lint"',
  ],
  ["force pushes", types.ruleset, plan.ruleset, ruled({ nonFastForward: false }), "force pushes"],
  ["deletion", types.ruleset, plan.ruleset, ruled({ deletion: false }), "deletion"],
  ["no pull requests", types.ruleset, plan.ruleset, ruled({ pullRequest: undefined }), "pull requests"],
  [
    "fewer approvals",
    types.ruleset,
    { ...plan.ruleset, ...ruled({ pullRequest: { requiredApprovingReviewCount: 2 } }) },
    ruled({ pullRequest: { requiredApprovingReviewCount: 1 } }),
    "approving reviews",
  ],
  [
    "a way past",
    types.ruleset,
    { ...plan.ruleset, bypassActors: [] },
    { bypassActors: [{ actorType: "OrganizationAdmin", actorId: 1, bypassMode: "always" }] },
    '"OrganizationAdmin 1 always"',
  ],
  [
    "a branch left out",
    types.ruleset,
    plan.ruleset,
    { conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: ["refs/heads/main"] } } },
    '"refs/heads/main"',
  ],
  ["any action", types.actions, plan.actionsPermissions, { allowedActions: "all" }, "which actions"],
  ["no SHA", types.actions, plan.actionsPermissions, { shaPinningRequired: false }, "SHA"],
  [
    "one more action",
    types.actions,
    plan.actionsPermissions,
    {
      allowedActionsConfig: {
        ...plan.actionsPermissions.allowedActionsConfig,
        patternsAlloweds: ["evil/action@*", ...plan.actionsPermissions.allowedActionsConfig.patternsAlloweds],
      },
    },
    '"evil/action@*"',
  ],
  [
    "token may write",
    types.token,
    plan.workflowPermissions,
    { defaultWorkflowPermissions: "write" },
    "workflow token",
  ],
  [
    "token may approve",
    types.token,
    plan.workflowPermissions,
    { canApprovePullRequestReviews: true },
    "approve",
  ],
  ["alerts off", types.alerts, plan.vulnerabilityAlerts, { enabled: false }, "alerts"],
  ["one more approver", types.reviewers, { users: [1], teams: [] }, { users: [1, 2] }, '"user 2"'],
  [
    "no TLS check",
    types.webhook,
    { events: ["push"], configuration: { insecureSsl: false } },
    { configuration: { insecureSsl: true } },
    "TLS",
  ],
];

describe("a change between two sets of arguments", () => {
  test.each(loosenings)("%s: loosening, and tightening the other way", (_, type, before, change, reason) => {
    const forwards = judgeChange(updated(type, before, change));
    expect(forwards).toMatchObject({
      class: "loosening",
      reasons: expect.arrayContaining([expect.stringContaining(reason)]),
    });
    const backwards = judgeChange({
      type,
      action: "update",
      before: { ...before, ...change },
      after: before,
    });
    expect(backwards.class).toBe("tightening");
  });

  test("a loosening is not hidden by a tightening beside it", () => {
    const before = { ...plan.ruleset, ...ruled(checks("Gate")) };
    expect(judgeChange(updated(types.ruleset, before, ruled(checks("Other"))))).toEqual({
      class: "loosening",
      reasons: ['required check added: "Other"', 'required check removed: "Gate"'],
    });
  });

  test.each([
    ["a description", types.repository, plan.repository, { description: "new" }],
    ["a value of a secret", types.secret, { secretName: "A" }, { value: "x" }],
    ["the text of a file", types.file, { content: "a" }, { content: "b" }],
  ] as const)("%s is neutral", (_, type, before, change) => {
    expect(judgeChange(updated(type, before, change)).class).toBe("neutral");
  });
});

describe("what comes and what goes", () => {
  test.each([
    ["a repository", types.repository, "delete", "destructive"],
    ["a secret", types.secret, "replace", "destructive"],
    ["a ruleset", types.ruleset, "delete", "loosening"],
    ["a ruleset", types.ruleset, "create", "tightening"],
    ["reviewers", types.reviewers, "delete", "loosening"],
    ["a webhook", types.webhook, "create", "loosening"],
    ["a webhook", types.webhook, "delete", "tightening"],
    ["a branch that may deploy", types.branch, "create", "loosening"],
    ["a file", types.file, "delete", "neutral"],
    ["a repository", types.repository, "same", "neutral"],
  ] as const)("%s (%s), %s: %s", (_, type, action, wanted) => {
    expect(judgeChange({ type, action, before: {}, after: {} }).class).toBe(wanted);
  });
});
