/** Deployment environments with the branches that may deploy. Never by GitHub's "protected branches", which without any lets all through. */

import type * as github from "@pulumi/github";
import type { Settings } from "../settings-schema.ts";

export function planEnvironments({ repository, environments, defaultBranch }: Settings) {
  return environments.map(({ name, reviewers, ...environment }) => ({
    environment: {
      repository: repository.name,
      environment: name,
      canAdminsBypass: environment.adminsBypass,
      preventSelfReview: environment.preventSelfReview,
      waitTimer: environment.waitMinutes,
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
      ...(hasReviewers(reviewers) ? { reviewers: [reviewers] } : {}),
    } satisfies github.RepositoryEnvironmentArgs,
    /** The same once more for our own provider, which sees when they are removed by hand. */
    reviewers: hasReviewers(reviewers)
      ? {
          repository: repository.name,
          environment: name,
          users: reviewers.users.toSorted((left, right) => left - right),
          teams: reviewers.teams.toSorted((left, right) => left - right),
          preventSelfReview: environment.preventSelfReview,
          adminsBypass: environment.adminsBypass,
          waitMinutes: environment.waitMinutes,
        }
      : undefined,
    branches: (environment.branches ?? [defaultBranch]).map(
      (branchPattern) =>
        ({
          repository: repository.name,
          environment: name,
          branchPattern,
        }) satisfies github.RepositoryEnvironmentDeploymentPolicyArgs,
    ),
  }));
}

function hasReviewers({ users, teams }: Settings["environments"][number]["reviewers"]): boolean {
  return users.length + teams.length > 0;
}
