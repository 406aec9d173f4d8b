/** The rules of the default branch, the derived required checks among them. A destroy leaves them in force. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { logicalName, type ResourcePlan } from "../plan.ts";

export class ManagedRuleset extends pulumi.ComponentResource {
  constructor(name: string, plan: ResourcePlan["ruleset"], options: pulumi.ComponentResourceOptions) {
    super("nur-ci:github:Ruleset", name, {}, options);
    new github.RepositoryRuleset(logicalName("ruleset"), plan, {
      parent: this,
      /** Without its rules the repository that stays behind would take anything. */
      retainOnDelete: true,
    });
    this.registerOutputs({});
  }
}
