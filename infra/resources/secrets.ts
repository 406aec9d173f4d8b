/** How workflows reach the cache: the token as an Actions secret, what is public as variables. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { logicalName, type ResourcePlan } from "../plan.ts";

type Plan = Pick<ResourcePlan, "secret" | "variables">;

export class CacheAccess extends pulumi.ComponentResource {
  constructor(
    name: string,
    { plan, token }: { readonly plan: Plan; readonly token: pulumi.Output<string> },
    options: pulumi.ComponentResourceOptions,
  ) {
    super("nur-ci:github:CacheAccess", name, {}, options);
    new github.ActionsSecret(
      logicalName("secret", plan.secret.secretName),
      { ...plan.secret, value: token },
      /** Made before the old one is deleted, a replacement of the same name would delete itself. */
      { parent: this, deleteBeforeReplace: true },
    );
    for (const variable of plan.variables)
      new github.ActionsVariable(logicalName("variable", variable.variableName), variable, {
        parent: this,
        deleteBeforeReplace: true,
      });
    this.registerOutputs({});
  }
}
