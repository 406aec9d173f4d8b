/** What is remembered of one repository, as plain data. Secrets are in it only as they came: sealed. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export type SecretRecord = {
  readonly sealed: string;
  readonly created_at: string;
  readonly updated_at: string;
};

export type OrganizationSecret = SecretRecord & {
  readonly visibility: string;
  readonly selected: readonly number[];
};

export type VariableRecord = {
  readonly value: string;
  readonly created_at: string;
  readonly updated_at: string;
};

export type EnvironmentRecord = {
  readonly id: number;
  readonly name: string;
  /** As the last PUT set them, under GitHub's names. */
  settings: JsonObject;
  branchPolicies: JsonObject[];
  readonly secrets: Record<string, SecretRecord>;
};

export type RepositoryRecord = {
  readonly id: number;
  readonly owner: string;
  name: string;
  /** Fields of the REST representation that a client may set, under GitHub's names. */
  settings: JsonObject;
  topics: readonly string[];
  /** Branch → commit. */
  branches: Record<string, string>;
  rulesets: JsonObject[];
  secrets: Record<string, SecretRecord>;
  variables: Record<string, VariableRecord>;
  actionsPermissions: JsonObject;
  selectedActions: JsonObject;
  workflowPermissions: JsonObject;
  vulnerabilityAlerts: boolean;
  securityUpdates: boolean;
  /** By name in lower case. */
  environments: Record<string, EnvironmentRecord>;
  labels: JsonObject[];
  pages: JsonObject | null;
  hooks: JsonObject[];
  pulls: JsonObject[];
  checkRuns: JsonObject[];
};

/** The parts a repository starts with that no client names when it makes one. */
export function freshParts() {
  return {
    environments: {},
    labels: defaultLabels.map((label) => ({ ...label })),
    pages: null,
    hooks: [],
    pulls: [],
    checkRuns: [],
  } satisfies Partial<RepositoryRecord>;
}

/** Some of those GitHub gives to every new repository: a client that creates "bug" must cope. */
const defaultLabels: readonly JsonObject[] = [
  { name: "bug", color: "d73a4a", description: "Something isn't working" },
  { name: "documentation", color: "0075ca", description: "Improvements or additions to documentation" },
  { name: "good first issue", color: "7057ff", description: "Good for newcomers" },
];
