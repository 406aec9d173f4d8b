/** Deployment environments and the branches that may deploy to them. A destroy leaves them: without one its rules are gone too. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { logicalName, type ResourcePlan } from "../plan.ts";
import { EnvironmentReviewers } from "./own.ts";

export class Environments extends pulumi.ComponentResource {
  constructor(name: string, plan: ResourcePlan["environments"], options: pulumi.ComponentResourceOptions) {
    super("nur-ci:github:Environments", name, {}, options);
    for (const { environment, branches, reviewers } of plan) {
      const made = new github.RepositoryEnvironment(
        logicalName("environment", environment.environment),
        environment,
        { parent: this, retainOnDelete: true },
      );
      for (const branch of branches)
        new github.RepositoryEnvironmentDeploymentPolicy(
          logicalName("environment-branch", `${branch.environment}:${branch.branchPattern}`),
          branch,
          { parent: this, dependsOn: [made] },
        );
      if (reviewers !== undefined)
        new EnvironmentReviewers(reviewers.environment, reviewers, {
          parent: this,
          dependsOn: [made],
          retainOnDelete: true,
        });
    }
    this.registerOutputs({});
  }
}
