/** What each kind of resource is called in a plan, by its Pulumi type. It never looks at the value of a secret. */

import { type Inputs, list, mask, record, text } from "./inputs.ts";

export type Description = {
  readonly kind: string;
  name(inputs: Inputs, logicalName: string): string;
  details(inputs: Inputs): string;
};

/** In the order of the table. What is not here (the stack, the provider, our components) is no row. */
export const descriptions: Readonly<Record<string, Description>> = {
  "github:index/repository:Repository": {
    kind: "repository",
    name: ({ name }) => text(name),
    details: describeRepository,
  },
  "github:index/branchDefault:BranchDefault": {
    kind: "default branch",
    name: ({ branch }) => text(branch),
    details: () => "",
  },
  "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": {
    kind: "permissions",
    name: () => "actions",
    details: describeActions,
  },
  "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": {
    kind: "permissions",
    name: () => "workflow token",
    details: ({ defaultWorkflowPermissions }) => `${text(defaultWorkflowPermissions)} by default`,
  },
  "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts": {
    kind: "security",
    name: () => "vulnerability alerts",
    details: ({ enabled }) => onOrOff(enabled),
  },
  "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates": {
    kind: "security",
    name: () => "security updates",
    details: ({ enabled }) => onOrOff(enabled),
  },
  "github:index/repositoryRuleset:RepositoryRuleset": {
    kind: "ruleset",
    name: ({ name }) => text(name),
    details: describeRuleset,
  },
  "github:index/repositoryEnvironment:RepositoryEnvironment": {
    kind: "environment",
    name: ({ environment }) => text(environment),
    details: describeEnvironment,
  },
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": {
    kind: "environment branch",
    name: ({ environment, branchPattern }) => `${text(environment)}: ${text(branchPattern)}`,
    details: () => "may deploy",
  },
  "nur-ci:github:EnvironmentReviewers": {
    kind: "environment reviewers",
    name: ({ environment }) => text(environment),
    details: describeReviewers,
  },
  "github:index/actionsSecret:ActionsSecret": {
    kind: "secret",
    name: ({ secretName }) => text(secretName),
    details: describeSecret,
  },
  "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": {
    kind: "secret",
    name: ({ secretName }) => text(secretName),
    details: (inputs) => `${describeSecret(inputs)}, of the environment ${text(inputs["environment"])}`,
  },
  "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": {
    kind: "secret",
    name: ({ secretName }) => text(secretName),
    details: (inputs) =>
      `${describeSecret(inputs)}, of the organization, ${text(inputs["visibility"])} repositories`,
  },
  "github:index/actionsVariable:ActionsVariable": {
    kind: "variable",
    name: ({ variableName }) => text(variableName),
    details: ({ value }) => text(value),
  },
  "github:index/repositoryFile:RepositoryFile": {
    kind: "file",
    name: ({ file }) => text(file),
    details: ({ content, branch }) => `${text(content).length} characters, committed to ${text(branch)}`,
  },
  "nur-ci:github:PullRequest": {
    kind: "pull request",
    name: ({ title }) => text(title),
    details: ({ files, base }) => `${Object.keys(record(files)).length} files for ${text(base)}`,
  },
  "nur-ci:github:Label": {
    kind: "label",
    name: ({ name }) => text(name),
    details: ({ color, description }) => [`#${text(color)}`, text(description)].join(" ").trim(),
  },
  "github:index/repositoryPages:RepositoryPages": {
    kind: "pages",
    name: () => "site",
    details: ({ buildType, source }) =>
      buildType === "workflow"
        ? "by a workflow"
        : `${text(record(source)["branch"])}${text(record(source)["path"])}`,
  },
  "github:index/repositoryWebhook:RepositoryWebhook": {
    kind: "webhook",
    /** The provider takes the URL for a secret: some hold a token. */
    name: (_, logicalName) => logicalName.replace(/^webhook:/, ""),
    details: ({ events }) => `on ${list(events).map(text).join(", ")}`,
  },
};

function describeRepository(inputs: Inputs): string {
  const features = [
    ["issues", inputs["hasIssues"]],
    ["wiki", inputs["hasWiki"]],
    ["projects", inputs["hasProjects"]],
    ["discussions", inputs["hasDiscussions"]],
  ] as const;
  const on = features.filter(([, isOn]) => isOn === true).map(([name]) => name);
  return [text(inputs["visibility"]), ...(on.length === 0 ? [] : [`with ${on.join(", ")}`])].join(", ");
}

function describeActions({ allowedActions, allowedActionsConfig, shaPinningRequired }: Inputs): string {
  const { patternsAlloweds, githubOwnedAllowed } = record(allowedActionsConfig);
  const selected = [
    ...(githubOwnedAllowed === true ? ["GitHub's own"] : []),
    ...list(patternsAlloweds).map(text),
  ];
  return [
    allowedActions === "selected" ? `only ${selected.join(", ")}` : text(allowedActions),
    ...(shaPinningRequired === true ? ["pinned by SHA"] : []),
  ].join("; ");
}

function describeRuleset({ enforcement, rules }: Inputs): string {
  const { requiredStatusChecks, pullRequest } = record(rules);
  const checks = list(record(requiredStatusChecks)["requiredChecks"]).map((check) =>
    text(record(check)["context"]),
  );
  const approvals = record(pullRequest)["requiredApprovingReviewCount"];
  return [
    text(enforcement),
    `requires the check ${checks.map((name) => JSON.stringify(name)).join(", ")}`,
    ...(pullRequest === undefined ? [] : [`pull requests with ${text(approvals)} approvals`]),
  ].join("; ");
}

function describeEnvironment({ waitTimer, canAdminsBypass }: Inputs): string {
  return [
    `waits ${text(waitTimer)} minutes`,
    canAdminsBypass === true ? "admins may go past it" : "nobody may go past it",
  ].join(", ");
}

function describeReviewers({ users, teams, preventSelfReview }: Inputs): string {
  const count = list(users).length + list(teams).length;
  const self = preventSelfReview === true ? ", never of one's own run" : "";
  return `one of ${count} must approve${self}`;
}

/** Where the value comes from; what it is nobody needs to see. */
function describeSecret({ valueEncrypted }: Inputs): string {
  return valueEncrypted === undefined ? mask : `${mask}, sealed`;
}

function onOrOff(value: unknown): string {
  return value === true ? "on" : "off";
}
