/**
 * Settings in, arguments of every resource out: plain data, no Pulumi but its types, so that no name is misspelt. It leaves
 * nothing to the provider's defaults.
 */

import type * as github from "@pulumi/github";
import type { Pipeline } from "./pipeline.ts";
import { planActions, planWorkflowPermissions } from "./plan/actions.ts";
import { planEnvironments } from "./plan/environments.ts";
import { planDelivery, planFiles } from "./plan/files.ts";
import { planRepository } from "./plan/repository.ts";
import { planRuleset } from "./plan/ruleset.ts";
import { planLabels, planPages, planWebhooks } from "./plan/surroundings.ts";
import { planSecret, planVariables } from "./plan/token.ts";
import type { Settings } from "./settings-schema.ts";

export type ResourcePlan = ReturnType<typeof planResources>;

export type ResourceKind =
  | "provider"
  | "repository"
  | "default-branch"
  | "vulnerability-alerts"
  | "security-updates"
  | "actions-permissions"
  | "workflow-permissions"
  | "ruleset"
  | "secret"
  | "variable"
  | "file"
  | "environment"
  | "environment-branch"
  | "environment-reviewers"
  | "label"
  | "pages"
  | "webhook"
  | "nur-ci-provider"
  | "pull-request";

/**
 * The logical name of a resource, the key Pulumi finds it by. It never changes: to rename one is to delete the real thing
 * and make it again. It holds no index and no setting that may be edited, for the same reason.
 */
export function logicalName(kind: ResourceKind, key = ""): string {
  return key === "" ? kind : `${kind}:${key}`;
}

export function planResources(settings: Settings, pipeline: Pipeline) {
  const repository = settings.repository.name;
  return {
    /** What the stack leaves as it is, for now; its arguments are here all the same. */
    notYet: settings.notYet,
    provider: {
      owner: settings.owner,
      baseUrl: settings.githubBaseUrl,
      writeDelayMs: settings.githubWriteDelayMs,
    } satisfies github.ProviderArgs,
    repository: planRepository(settings),
    defaultBranch: {
      repository,
      branch: settings.defaultBranch,
      /** Not made anew: an organization whose default is `master` gets `main` without an orphan. */
      rename: true,
    } satisfies github.BranchDefaultArgs,
    vulnerabilityAlerts: {
      repository,
      enabled: settings.security.vulnerabilityAlerts,
    } satisfies github.RepositoryVulnerabilityAlertsArgs,
    securityUpdates: {
      repository,
      enabled: settings.security.securityUpdates,
    } satisfies github.RepositoryDependabotSecurityUpdatesArgs,
    actionsPermissions: planActions(settings, pipeline.actions),
    workflowPermissions: planWorkflowPermissions(settings),
    ruleset: planRuleset(settings, pipeline.checks),
    secret: planSecret(settings),
    variables: planVariables(settings),
    files: planFiles(settings, pipeline.files),
    delivery: planDelivery(settings, pipeline.files),
    environments: planEnvironments(settings),
    labels: planLabels(settings),
    pages: planPages(settings),
    webhooks: planWebhooks(settings),
  };
}
