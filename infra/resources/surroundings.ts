/** Labels, Pages and webhooks. A destroy leaves labels and Pages: issues wear the ones, readers look at the others. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { logicalName, type ResourcePlan } from "../plan.ts";
import { Label } from "./own.ts";

type Arguments = {
  readonly plan: Pick<ResourcePlan, "labels" | "pages" | "webhooks">;
  /** By the webhook's name. */
  readonly webhookSecrets: Readonly<Record<string, pulumi.Output<string>>>;
};

export class Surroundings extends pulumi.ComponentResource {
  constructor(name: string, { plan, webhookSecrets }: Arguments, options: pulumi.ComponentResourceOptions) {
    super("nur-ci:github:Surroundings", name, {}, options);
    const kept = { parent: this, retainOnDelete: true };
    /** One by one: the GitHub provider's IssueLabels deletes every label it is not told of, and strips issues of them. */
    for (const label of plan.labels) new Label(label.name, label, kept);
    if (plan.pages !== undefined) new github.RepositoryPages(logicalName("pages"), plan.pages, kept);
    for (const { name: webhook, arguments: given } of plan.webhooks) {
      const secret = webhookSecrets[webhook];
      const configuration = secret === undefined ? given.configuration : { ...given.configuration, secret };
      new github.RepositoryWebhook(
        logicalName("webhook", webhook),
        { ...given, configuration },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
