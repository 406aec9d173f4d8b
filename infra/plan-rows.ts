/** The resource plan as rows for people, from what an engine was told to register. It never looks at the value of a secret. */

import { renderTextTable } from "../workflows/table.ts";

export type PlanAction = "create" | "update" | "replace" | "delete" | "same";

export type PlanRow = {
  readonly kind: string;
  readonly name: string;
  readonly action: PlanAction;
  readonly details: string;
};

/** A resource as an engine sees it: `inputs` as plain data, secrets in their envelopes. */
export type Registered = {
  /** `github:index/repository:Repository` */
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly action: PlanAction;
};

type Inputs = Registered["inputs"];
type Description = {
  readonly kind: string;
  name(inputs: Inputs): string;
  details(inputs: Inputs): string;
};

const mask = "********";

/** In the order of the table. What is not here (the stack, the provider, our components) is no row. */
const descriptions: Readonly<Record<string, Description>> = {
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
  "github:index/actionsSecret:ActionsSecret": {
    kind: "secret",
    name: ({ secretName }) => text(secretName),
    details: () => mask,
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
};

const order = Object.keys(descriptions);

/** Sorted as in the table above, then by name: engines work in parallel and tell in any order. */
export function planRows(registered: readonly Registered[]): readonly PlanRow[] {
  return registered
    .filter(({ type }) => type in descriptions)
    .toSorted((left, right) => order.indexOf(left.type) - order.indexOf(right.type) || byName(left, right))
    .map((resource) => rowOf(resource));
}

/** A text table without a newline at the end. */
export function renderPlan(rows: readonly PlanRow[]): string {
  return renderTextTable({
    header: ["action", "kind", "name", "details"],
    rows: rows.map(({ action, kind, name, details }) => [action, kind, name, details]),
  });
}

/** `3 to create, 1 to update, 9 the same`, in the order of the actions' weight. */
export function countActions(rows: readonly PlanRow[]): string {
  const actions: readonly PlanAction[] = ["delete", "replace", "create", "update", "same"];
  const counts = actions.map(
    (action) => [action, rows.filter((row) => row.action === action).length] as const,
  );
  const present = counts.filter(([, count]) => count > 0);
  return present.length === 0 ? "nothing" : present.map(([action, count]) => `${count} ${action}`).join(", ");
}

function rowOf({ type, inputs, action }: Registered): PlanRow {
  const description = descriptions[type];
  if (description === undefined) throw new Error(`no description of ${type}`);
  return {
    kind: description.kind,
    name: description.name(inputs),
    action,
    details: description.details(inputs),
  };
}

function byName(left: Registered, right: Registered): number {
  const [a, b] = [rowOf(left).name, rowOf(right).name];
  return a < b ? -1 : a > b ? 1 : 0;
}

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

function onOrOff(value: unknown): string {
  return value === true ? "on" : "off";
}

/** A secret in its envelope, and anything else that is no plain value, is masked. */
function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? mask : String(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
