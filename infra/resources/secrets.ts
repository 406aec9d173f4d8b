/** How workflows reach the cache: the token as an Actions secret of one scope, what is public as variables. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { logicalName, type ResourcePlan } from "../plan.ts";

type Arguments = {
  readonly plan: Pick<ResourcePlan, "notYet" | "secret" | "variables">;
  /** Undefined when the plan holds the token sealed. */
  readonly token: pulumi.Output<string> | undefined;
  /** For the scope `organization`: the one repository that may use it. */
  readonly repositoryId: pulumi.Output<number>;
};

/** Made before the old one is deleted, a replacement of the same name would delete itself. */
const replaced = { deleteBeforeReplace: true };

export class CacheAccess extends pulumi.ComponentResource {
  constructor(name: string, given: Arguments, options: pulumi.ComponentResourceOptions) {
    super("nur-ci:github:CacheAccess", name, {}, options);
    this.#registerSecret(given);
    for (const variable of given.plan.variables)
      new github.ActionsVariable(logicalName("variable", variable.variableName), variable, {
        parent: this,
        ...replaced,
      });
    this.registerOutputs({});
  }

  #registerSecret({ plan, token, repositoryId }: Arguments): void {
    if (plan.notYet.includes("secret")) return;
    const { scope, sealed, repository, environment, secretName } = plan.secret;
    const name = logicalName("secret", secretName);
    const value = sealed ?? (token === undefined ? {} : { value: token });
    const own = { parent: this, ...replaced };
    if (scope === "repository") new github.ActionsSecret(name, { repository, secretName, ...value }, own);
    else if (scope === "environment")
      new github.ActionsEnvironmentSecret(name, { repository, environment, secretName, ...value }, own);
    else
      new github.ActionsOrganizationSecret(
        name,
        /** Never for all repositories: whoever may run a workflow in one of them could push to the cache. */
        { secretName, visibility: "selected", selectedRepositoryIds: [repositoryId], ...value },
        own,
      );
  }
}
