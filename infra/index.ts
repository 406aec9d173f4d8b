/** The Pulumi program: one stack, one repository. It decides nothing; plan.ts does. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { renderProblem } from "../workflows/problem.ts";
import { planPipeline } from "./pipeline.ts";
import { logicalName, planResources } from "./plan.ts";
import { ManagedRepository } from "./resources/repository.ts";
import { ManagedRuleset } from "./resources/ruleset.ts";
import { CacheAccess } from "./resources/secrets.ts";
import { WorkflowFiles } from "./resources/workflow-files.ts";
import { readSettings } from "./settings.ts";

const stack = readSettings(process.env);
if (!stack.ok) throw new pulumi.RunError(stack.problems.map(renderProblem).join("\n"));
const { settings, secrets } = stack.value;

const pipeline = planPipeline(settings);
if (!pipeline.ok) throw new pulumi.RunError(pipeline.problems.map(renderProblem).join("\n"));
const plan = planResources(settings, pipeline.value);

const provider = new github.Provider(logicalName("provider"), {
  ...plan.provider,
  token: secrets.githubToken,
});

const repository = new ManagedRepository("repository", plan, { provider });
new CacheAccess(
  "cache-access",
  { plan, token: secrets.cachixAuthToken },
  {
    provider,
    dependsOn: [repository],
  },
);
const files = new WorkflowFiles("workflow-files", plan.files, { provider, dependsOn: [repository] });
/** After the files: a check must not be required before the workflow that reports it is on the default branch. */
new ManagedRuleset("ruleset", plan.ruleset, { provider, dependsOn: [files] });

export const repositoryUrl = repository.url;
export const requiredChecks = pipeline.value.checks.map(({ context }) => context);
