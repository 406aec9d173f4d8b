/** The generated workflow files: each one commit to the default branch, or all in one pull request. A destroy leaves them. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { logicalName, type ResourcePlan } from "../plan.ts";
import { PullRequest } from "./own.ts";

export class WorkflowFiles extends pulumi.ComponentResource {
  /** Of the pull request that waits; empty when everything is on the default branch. */
  readonly pullRequest: pulumi.Output<string>;

  constructor(
    name: string,
    { files, delivery }: Pick<ResourcePlan, "files" | "delivery">,
    options: pulumi.ComponentResourceOptions,
  ) {
    super("nur-ci:github:WorkflowFiles", name, {}, options);
    /** They are the repository's: a stack that goes, or changes how it delivers, must not take them away. */
    const kept = { parent: this, retainOnDelete: true };
    for (const file of files) new github.RepositoryFile(logicalName("file", file.file), file, kept);
    this.pullRequest = pulumi.output(delivery === undefined ? "" : new PullRequest(delivery, kept).url);
    this.registerOutputs({ pullRequest: this.pullRequest });
  }
}
