/** What Actions may run in the repository, and how much its own token may do. */

import type * as github from "@pulumi/github";
import type { Settings } from "../settings-schema.ts";

/** Only what the workflows use may run, and only by commit. */
export function planActions(settings: Settings, actions: readonly string[]) {
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

export function planWorkflowPermissions({ repository }: Settings) {
  return {
    repository: repository.name,
    defaultWorkflowPermissions: "read",
    canApprovePullRequestReviews: false,
  } satisfies github.WorkflowRepositoryPermissionsArgs;
}
