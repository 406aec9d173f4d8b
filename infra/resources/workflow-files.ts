/** The generated workflow files, each one commit to the default branch. A destroy leaves them: they are the repository's. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { logicalName, type ResourcePlan } from "../plan.ts";

export class WorkflowFiles extends pulumi.ComponentResource {
  constructor(name: string, plan: ResourcePlan["files"], options: pulumi.ComponentResourceOptions) {
    super("nur-ci:github:WorkflowFiles", name, {}, options);
    for (const file of plan)
      new github.RepositoryFile(logicalName("file", file.file), file, { parent: this });
    this.registerOutputs({});
  }
}
