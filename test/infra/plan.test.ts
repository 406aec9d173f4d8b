import { describe, expect, test } from "@jest/globals";
import { logicalName, planResources } from "../../infra/plan.ts";
import { fc } from "../support/property.ts";
import { aPipeline, aSettings, publicKey } from "./support/settings.ts";

function planOf(overrides: Readonly<Record<string, unknown>> = {}) {
  const settings = aSettings(overrides);
  return planResources(settings, aPipeline(settings));
}

describe("the plan of resources", () => {
  test("logical names are the identity of what exists: these never change", () => {
    const kinds = [
      "provider",
      "repository",
      "default-branch",
      "vulnerability-alerts",
      "security-updates",
      "actions-permissions",
      "workflow-permissions",
      "ruleset",
    ] as const;
    expect(kinds.map((kind) => logicalName(kind))).toEqual(kinds);
    expect(logicalName("secret", "CACHIX_AUTH_TOKEN")).toBe("secret:CACHIX_AUTH_TOKEN");
    expect(logicalName("file", ".github/workflows/ci.yml")).toBe("file:.github/workflows/ci.yml");
  });

  test("the same settings give the same plan, and the plan is plain data", () => {
    expect(planOf()).toEqual(planOf());
    expect(structuredClone(planOf())).toEqual(planOf());
  });

  test("a private repository does not ask for what only public ones get free", () => {
    expect(planOf({ repository: { name: "nur", visibility: "private" } }).repository).not.toHaveProperty(
      "securityAndAnalysis",
    );
  });

  test("without committed files nobody goes past the rules", () => {
    const plan = planOf({ workflowDelivery: "none" });
    expect(plan.files).toEqual([]);
    expect(plan.ruleset.bypassActors).toEqual([]);
  });

  test("an approval must be given by another than the last author", () => {
    const { pullRequest } = planOf({ requiredApprovals: 2 }).ruleset.rules;
    expect(pullRequest).toMatchObject({ requiredApprovingReviewCount: 2, requireLastPushApproval: true });
  });

  test("a cache at another server is named with it", () => {
    const cache = { name: "c", host: "http://127.0.0.1:1/", readUrl: "http://127.0.0.1:1/c", publicKey };
    const values = planOf({ cache }).variables.map(({ variableName, value }) => [variableName, value]);
    expect(Object.fromEntries(values)).toEqual({
      CACHIX_CACHE: "cachix+http://127.0.0.1:1/c",
      CACHIX_PUBLIC_KEY: publicKey,
      CACHIX_URL: "http://127.0.0.1:1/c",
    });
  });

  test("actions taken from a released repository are allowed to run", () => {
    const actions = {
      from: "repository",
      repository: "acme/nur-ci",
      sha: "0123456789012345678901234567890123456789",
      version: "v1.2.3",
    };
    const { allowedActionsConfig } = planOf({ pipeline: { actions } }).actionsPermissions;
    expect(allowedActionsConfig.patternsAlloweds).toContain("acme/nur-ci/actions/nix-build@*");
  });

  test("whatever the settings, a check is required and the workflow token only reads", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(names, fc.integer({ min: 0, max: 6 }), (organizations, requiredApprovals) => {
        const plan = planOf({ organizations, requiredApprovals });
        expect(plan.ruleset.rules.requiredStatusChecks.requiredChecks).not.toEqual([]);
        expect(plan.workflowPermissions.defaultWorkflowPermissions).toBe("read");
        expect(plan.actionsPermissions.shaPinningRequired).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
