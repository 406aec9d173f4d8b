/** The resources of our own provider (infra/provider), as the program registers them. */

import * as pulumi from "@pulumi/pulumi";
import { logicalName } from "../plan.ts";

type Access = { readonly owner: string; readonly baseUrl: string; readonly token: pulumi.Output<string> };

export class OwnProvider extends pulumi.ProviderResource {
  constructor({ owner, baseUrl, token }: Access) {
    super("nur-ci", logicalName("nur-ci-provider"), { owner, baseUrl, token });
  }
}

export class PullRequest extends pulumi.CustomResource {
  declare readonly url: pulumi.Output<string>;

  constructor(inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
    super("nur-ci:github:PullRequest", logicalName("pull-request"), { ...inputs, url: undefined }, options);
  }
}

export class EnvironmentReviewers extends pulumi.CustomResource {
  constructor(environment: string, inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
    super(
      "nur-ci:github:EnvironmentReviewers",
      logicalName("environment-reviewers", environment),
      inputs,
      options,
    );
  }
}

export class Label extends pulumi.CustomResource {
  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
    super("nur-ci:github:Label", logicalName("label", name), inputs, options);
  }
}
