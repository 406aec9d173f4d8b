/** The repository with its switches, its default branch and what Actions may do in it. A destroy leaves it standing. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { logicalName, type ResourcePlan } from "../plan.ts";

type Plan = Pick<
  ResourcePlan,
  | "notYet"
  | "repository"
  | "defaultBranch"
  | "vulnerabilityAlerts"
  | "securityUpdates"
  | "actionsPermissions"
  | "workflowPermissions"
>;

export class ManagedRepository extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly id: pulumi.Output<number>;
  /** Ready for files: it is there and its default branch has its name. */
  readonly branch: github.BranchDefault;

  constructor(name: string, plan: Plan, options: pulumi.ComponentResourceOptions) {
    super("nur-ci:github:Repository", name, {}, options);
    const repository = new github.Repository(logicalName("repository"), plan.repository, {
      parent: this,
      /** The repository is people's work: what Pulumi forgets must still be there. */
      protect: true,
      retainOnDelete: true,
    });
    const child = { parent: this, dependsOn: [repository] };
    this.branch = new github.BranchDefault(logicalName("default-branch"), plan.defaultBranch, {
      ...child,
      retainOnDelete: true,
    });
    const alerts = new github.RepositoryVulnerabilityAlerts(
      logicalName("vulnerability-alerts"),
      plan.vulnerabilityAlerts,
      { ...child, retainOnDelete: true },
    );
    new github.RepositoryDependabotSecurityUpdates(logicalName("security-updates"), plan.securityUpdates, {
      parent: this,
      dependsOn: [alerts],
      retainOnDelete: true,
    });
    if (!plan.notYet.includes("actions-permissions"))
      new github.ActionsRepositoryPermissions(logicalName("actions-permissions"), plan.actionsPermissions, {
        ...child,
        /** Deleting it does not remove a rule: the provider then allows every action. */
        retainOnDelete: true,
      });
    if (!plan.notYet.includes("workflow-permissions"))
      new github.WorkflowRepositoryPermissions(
        logicalName("workflow-permissions"),
        plan.workflowPermissions,
        child,
      );
    this.url = repository.htmlUrl;
    this.id = repository.repoId;
    this.registerOutputs({ url: this.url });
  }
}
