/** What of a resource guards and what lets in, by its Pulumi type: the measures by which two sets of arguments are compared. */

import { type Inputs, list, record, text } from "./inputs.ts";

export type Measure = { readonly what: string } & (
  | { readonly strictness: (inputs: Inputs) => number }
  /** Every one of them is a guard. */
  | { readonly guards: (inputs: Inputs) => readonly string[] }
  /** Every one of them is a way in. */
  | { readonly ways: (inputs: Inputs) => readonly string[] }
);

export type Kind = {
  /** What its mere being there does; a kind without only carries data. */
  readonly presence?: "guards" | "exposes";
  /** What goes with it cannot be had again: its history, its value, where it was used. */
  readonly loss?: string;
  readonly measures?: readonly Measure[];
};

const on = (value: unknown): number => (value === true ? 1 : 0);
const off = (value: unknown): number => (value === true ? 0 : 1);
const rank = (order: readonly string[], value: unknown): number => order.indexOf(text(value));
const rules = (inputs: Inputs): Inputs => record(inputs["rules"]);
const pullRequest = (inputs: Inputs): Inputs => record(rules(inputs)["pullRequest"]);
const scanning = (inputs: Inputs, name: string): number =>
  rank(["disabled", "enabled"], record(record(inputs["securityAndAnalysis"])[name])["status"]);

const ruleset: Kind = {
  presence: "guards",
  measures: [
    {
      what: "enforcement",
      strictness: ({ enforcement }) => rank(["disabled", "evaluate", "active"], enforcement),
    },
    { what: "deletion of the branch is refused", strictness: (inputs) => on(rules(inputs)["deletion"]) },
    { what: "force pushes are refused", strictness: (inputs) => on(rules(inputs)["nonFastForward"]) },
    { what: "linear history", strictness: (inputs) => on(rules(inputs)["requiredLinearHistory"]) },
    { what: "signed commits", strictness: (inputs) => on(rules(inputs)["requiredSignatures"]) },
    { what: "pull requests", strictness: (inputs) => on(rules(inputs)["pullRequest"] !== undefined) },
    {
      what: "approving reviews",
      strictness: (inputs) => Number(pullRequest(inputs)["requiredApprovingReviewCount"] ?? 0),
    },
    {
      what: "a new push needs a new review",
      strictness: (inputs) => on(pullRequest(inputs)["dismissStaleReviewsOnPush"]),
    },
    {
      what: "the last push needs another's review",
      strictness: (inputs) => on(pullRequest(inputs)["requireLastPushApproval"]),
    },
    { what: "required check", guards: checksOf },
    { what: "branch it protects", guards: (inputs) => refsOf(inputs, "includes") },
    { what: "branch it leaves out", ways: (inputs) => refsOf(inputs, "excludes") },
    { what: "way past the rules", ways: bypassesOf },
  ],
};

export const kinds: Readonly<Record<string, Kind>> = {
  "github:index/repository:Repository": {
    loss: "the repository with its issues and pull requests",
    measures: [
      {
        what: "visibility",
        strictness: ({ visibility }) => rank(["public", "internal", "private"], visibility),
      },
      { what: "secret scanning", strictness: (inputs) => scanning(inputs, "secretScanning") },
      { what: "push protection", strictness: (inputs) => scanning(inputs, "secretScanningPushProtection") },
      { what: "archived when destroyed", strictness: ({ archiveOnDestroy }) => on(archiveOnDestroy) },
    ],
  },
  "github:index/repositoryRuleset:RepositoryRuleset": ruleset,
  "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": {
    presence: "guards",
    measures: [
      {
        what: "which actions may run",
        strictness: ({ allowedActions }) => rank(["all", "selected", "local_only"], allowedActions),
      },
      { what: "pinning by SHA", strictness: ({ shaPinningRequired }) => on(shaPinningRequired) },
      {
        what: "verified creators are shut out",
        strictness: ({ allowedActionsConfig }) => off(record(allowedActionsConfig)["verifiedAllowed"]),
      },
      {
        what: "action that may run",
        ways: ({ allowedActionsConfig }) => list(record(allowedActionsConfig)["patternsAlloweds"]).map(text),
      },
    ],
  },
  "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": {
    presence: "guards",
    measures: [
      {
        what: "permissions of the workflow token",
        strictness: ({ defaultWorkflowPermissions }) => rank(["write", "read"], defaultWorkflowPermissions),
      },
      {
        what: "workflows may not approve pull requests",
        strictness: ({ canApprovePullRequestReviews }) => off(canApprovePullRequestReviews),
      },
    ],
  },
  "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts":
    enabledGuard("vulnerability alerts"),
  "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates":
    enabledGuard("security updates"),
  "github:index/repositoryEnvironment:RepositoryEnvironment": {
    presence: "guards",
    loss: "the environment with its secrets",
    measures: [
      {
        what: "admins may not go past it",
        strictness: ({ canAdminsBypass }) => (canAdminsBypass === false ? 1 : 0),
      },
      { what: "minutes to wait", strictness: ({ waitTimer }) => Number(waitTimer ?? 0) },
    ],
  },
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": {
    presence: "exposes",
    measures: [{ what: "branch that may deploy", ways: ({ branchPattern }) => [text(branchPattern)] }],
  },
  "nur-ci:github:EnvironmentReviewers": {
    presence: "guards",
    measures: [
      { what: "nobody approves his own run", strictness: ({ preventSelfReview }) => on(preventSelfReview) },
      {
        what: "who may approve",
        ways: ({ users, teams }) => [
          ...list(users).map((id) => `user ${text(id)}`),
          ...list(teams).map((id) => `team ${text(id)}`),
        ],
      },
    ],
  },
  "github:index/actionsSecret:ActionsSecret": { loss: "the value of the secret" },
  "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": { loss: "the value of the secret" },
  "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": {
    loss: "the value of the secret",
    measures: [
      {
        what: "repositories that get it",
        strictness: ({ visibility }) => rank(["all", "private", "selected"], visibility),
      },
    ],
  },
  "nur-ci:github:Label": { loss: "the label, on every issue that has it" },
  "github:index/repositoryPages:RepositoryPages": { presence: "exposes" },
  "github:index/repositoryWebhook:RepositoryWebhook": {
    presence: "exposes",
    measures: [
      { what: "event it is told", ways: ({ events }) => list(events).map(text) },
      {
        what: "TLS is checked",
        strictness: ({ configuration }) => off(record(configuration)["insecureSsl"]),
      },
    ],
  },
};

function enabledGuard(what: string): Kind {
  return { presence: "guards", measures: [{ what, strictness: ({ enabled }) => on(enabled) }] };
}

function checksOf(inputs: Inputs): readonly string[] {
  return list(record(rules(inputs)["requiredStatusChecks"])["requiredChecks"]).map((check) =>
    text(record(check)["context"]),
  );
}

function refsOf(inputs: Inputs, side: "includes" | "excludes"): readonly string[] {
  return list(record(record(inputs["conditions"])["refName"])[side]).map(text);
}

function bypassesOf({ bypassActors }: Inputs): readonly string[] {
  return list(bypassActors).map((actor) => {
    const { actorType, actorId, bypassMode } = record(actor);
    return `${text(actorType)} ${text(actorId)} ${text(bypassMode)}`;
  });
}
