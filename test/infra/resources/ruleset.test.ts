import { expect, test } from "@jest/globals";
import { planResources } from "../../../infra/plan.ts";
import { githubActionsApp } from "../../../workflows/checks.ts";
import { registrationsOf } from "../support/registrations.ts";
import { aPipeline, aSettings } from "../support/settings.ts";

test("the ruleset requires exactly the derived checks, of the Actions app", async () => {
  const pipeline = aPipeline();
  const recorded = await registrationsOf(async () => {
    const { ManagedRuleset } = await import("../../../infra/resources/ruleset.ts");
    new ManagedRuleset("ruleset", planResources(aSettings(), pipeline).ruleset, {});
  });
  expect(pipeline.checks).toEqual([{ context: "Gate", integrationId: githubActionsApp }]);
  expect(recorded.map(({ type, name }) => [type, name])).toEqual([
    ["nur-ci:github:Ruleset", "ruleset"],
    ["github:index/repositoryRuleset:RepositoryRuleset", "ruleset"],
  ]);
  expect(recorded[1]?.inputs).toEqual({
    name: "default branch",
    repository: "nur",
    target: "branch",
    enforcement: "active",
    conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
    bypassActors: [{ actorId: 5, actorType: "RepositoryRole", bypassMode: "always" }],
    rules: {
      creation: false,
      update: false,
      deletion: true,
      nonFastForward: true,
      requiredLinearHistory: true,
      requiredSignatures: false,
      pullRequest: {
        requiredApprovingReviewCount: 0,
        dismissStaleReviewsOnPush: true,
        requireCodeOwnerReview: false,
        requireLastPushApproval: false,
        requiredReviewThreadResolution: true,
        allowedMergeMethods: ["squash", "rebase"],
      },
      requiredStatusChecks: {
        requiredChecks: [{ context: "Gate", integrationId: 15368 }],
        strictRequiredStatusChecksPolicy: false,
        doNotEnforceOnCreate: false,
      },
    },
  });
});
