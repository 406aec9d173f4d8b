/**
 * Settings in, arguments of every resource out: plain data, no Pulumi but its types, so that no name is misspelt. It leaves
 * nothing to the provider's defaults.
 */

import type * as github from "@pulumi/github";
import type { RequiredCheck } from "../workflows/checks.ts";
import type { GeneratedFile } from "../workflows/files.ts";
import { cacheReference, type Pipeline } from "./pipeline.ts";
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
  | "file";

export const cachixSecretName = "CACHIX_AUTH_TOKEN";

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
    vulnerabilityAlerts: { repository, enabled: true } satisfies github.RepositoryVulnerabilityAlertsArgs,
    securityUpdates: { repository, enabled: true } satisfies github.RepositoryDependabotSecurityUpdatesArgs,
    actionsPermissions: planActions(settings, pipeline.actions),
    workflowPermissions: {
      repository,
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
    } satisfies github.WorkflowRepositoryPermissionsArgs,
    ruleset: planRuleset(settings, pipeline.checks),
    secret: { repository, secretName: cachixSecretName } satisfies github.ActionsSecretArgs,
    variables: planVariables(settings),
    files: settings.workflowDelivery === "none" ? [] : pipeline.files.map((file) => planFile(settings, file)),
  };
}

/**
 * Every switch is written down: the provider sends `false` for one that is omitted, and turns off what people use.
 * The one exception is hasDownloads: GitHub has no downloads any more, and the provider warns at every run.
 */
function planRepository({ repository }: Settings) {
  const isPublic = repository.visibility === "public";
  return {
    name: repository.name,
    description: repository.description,
    homepageUrl: repository.homepage,
    visibility: repository.visibility,
    topics: repository.topics,
    hasIssues: repository.issues,
    hasWiki: repository.wiki,
    hasProjects: repository.projects,
    hasDiscussions: repository.discussions,
    isTemplate: false,
    allowMergeCommit: false,
    allowSquashMerge: true,
    allowRebaseMerge: true,
    allowAutoMerge: true,
    allowUpdateBranch: true,
    deleteBranchOnMerge: true,
    allowForking: true,
    mergeCommitTitle: "MERGE_MESSAGE",
    mergeCommitMessage: "PR_TITLE",
    squashMergeCommitTitle: "PR_TITLE",
    squashMergeCommitMessage: "PR_BODY",
    webCommitSignoffRequired: false,
    /** The branch must exist before a file can be committed to it. */
    autoInit: true,
    archived: false,
    archiveOnDestroy: true,
    /** Free for public repositories only; a private one without the licence answers 422. */
    ...(isPublic
      ? {
          securityAndAnalysis: {
            secretScanning: { status: "enabled" },
            secretScanningPushProtection: { status: "enabled" },
          },
        }
      : {}),
  } satisfies github.RepositoryArgs;
}

/** Only what the workflows use may run, and only by commit. */
function planActions(settings: Settings, actions: readonly string[]) {
  return {
    repository: settings.repository.name,
    enabled: true,
    allowedActions: "selected",
    allowedActionsConfig: {
      githubOwnedAllowed: true,
      verifiedAllowed: false,
      /** Any commit of them: Dependabot must be able to propose the next one. */
      patternsAlloweds: actions.filter((action) => !isGithubOwned(action)).map((action) => `${action}@*`),
    },
    shaPinningRequired: true,
  } satisfies github.ActionsRepositoryPermissionsArgs;
}

/** Covered by `githubOwnedAllowed`. */
function isGithubOwned(action: string): boolean {
  return /^(actions|github)\//.test(action);
}

function planRuleset(settings: Settings, checks: readonly RequiredCheck[]) {
  return {
    name: "default branch",
    repository: settings.repository.name,
    target: "branch",
    enforcement: "active",
    conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
    bypassActors: bypassActors(settings),
    rules: {
      creation: false,
      update: false,
      deletion: true,
      nonFastForward: true,
      requiredLinearHistory: true,
      requiredSignatures: false,
      pullRequest: {
        requiredApprovingReviewCount: settings.requiredApprovals,
        dismissStaleReviewsOnPush: true,
        requireCodeOwnerReview: false,
        requireLastPushApproval: settings.requiredApprovals > 0,
        requiredReviewThreadResolution: true,
        allowedMergeMethods: ["squash", "rebase"],
      },
      requiredStatusChecks: {
        requiredChecks: checks.map(({ context, integrationId }) => ({ context, integrationId })),
        strictRequiredStatusChecksPolicy: false,
        doNotEnforceOnCreate: false,
      },
    },
  } satisfies github.RepositoryRulesetArgs;
}

/** GitHub's id of the repository role admin, the same everywhere. */
const adminRole = 5;

/** Files that are committed go past the pull request rule, so the role that applies the stack must be let through. */
function bypassActors(settings: Settings) {
  if (settings.workflowDelivery !== "commit") return [];
  return [{ actorId: adminRole, actorType: "RepositoryRole", bypassMode: "always" }];
}

function planVariables(settings: Settings) {
  const { cache } = settings;
  const values = {
    CACHIX_CACHE: cacheReference(cache),
    CACHIX_PUBLIC_KEY: cache.publicKey,
    CACHIX_URL: cache.readUrl ?? `https://${cache.name}.cachix.org`,
  };
  return Object.entries(values).map(([variableName, value]) => ({
    repository: settings.repository.name,
    variableName,
    value,
  }));
}

function planFile(settings: Settings, { path, content }: GeneratedFile) {
  return {
    repository: settings.repository.name,
    branch: settings.defaultBranch,
    file: path,
    content,
    commitMessage: `ci: generate ${path}`,
    /** A repository that is adopted has these files already; git keeps what they were. */
    overwriteOnCreate: true,
  } satisfies github.RepositoryFileArgs;
}
