/** The rules of the default branch, with the checks that were derived from the workflows. */

import type * as github from "@pulumi/github";
import type { RequiredCheck } from "../../workflows/checks.ts";
import type { Settings } from "../settings-schema.ts";

/** GitHub wants it once in a repository; it is also how the ruleset is found again. */
export const rulesetName = "default branch";

export function planRuleset(settings: Settings, checks: readonly RequiredCheck[]) {
  return {
    name: rulesetName,
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
