/** The Pulumi program: one stack, one repository. It decides nothing; plan.ts does. */

import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { hasErrors, type Problem, renderProblem, succeed } from "../workflows/problem.ts";
import { adoptWhatIsThere } from "./adopt/transformation.ts";
import { noChecks, readChecks } from "./check-history.ts";
import { planPipeline } from "./pipeline.ts";
import { logicalName, planResources } from "./plan.ts";
import { preflight } from "./preflight.ts";
import { Environments } from "./resources/environments.ts";
import { OwnProvider } from "./resources/own.ts";
import { ManagedRepository } from "./resources/repository.ts";
import { ManagedRuleset } from "./resources/ruleset.ts";
import { CacheAccess } from "./resources/secrets.ts";
import { Surroundings } from "./resources/surroundings.ts";
import { WorkflowFiles } from "./resources/workflow-files.ts";
import { readSettings } from "./settings.ts";
import { ageProblems, fingerprintOf } from "./token-age.ts";

const stack = readSettings(process.env);
if (!stack.ok) throw refusal(stack.problems);
const { settings, secrets } = stack.value;

const checks =
  settings.githubPreflight === "skip"
    ? succeed(noChecks)
    : await readChecks(settings, (await known(secrets.githubToken)) ?? "");
if (!checks.ok) throw refusal(checks.problems);
const pipeline = planPipeline(settings, checks.value);
if (!pipeline.ok) throw refusal(pipeline.problems);
const plan = planResources(settings, pipeline.value);

/** Before the first resource: what the cache would refuse must not be found out when half is applied. */
const found = [
  ...(await preflight(settings, await known(secrets.cachixAuthToken))),
  ...ageProblems(settings, new Date()),
];
if (hasErrors(found)) throw refusal(found);
for (const problem of found) await tell(problem);
if (pipeline.value.next !== "") await pulumi.log.info(`required checks: ${pipeline.value.next}`);

adoptWhatIsThere(settings.imports);

const provider = new github.Provider(logicalName("provider"), {
  ...plan.provider,
  token: secrets.githubToken,
});

/** Only where something needs it: a stack without is applied by the GitHub provider alone. */
const needsOwn =
  plan.delivery !== undefined ||
  plan.labels.length > 0 ||
  plan.environments.some(({ reviewers }) => reviewers !== undefined);
const providers = needsOwn
  ? [provider, new OwnProvider({ ...plan.provider, token: secrets.githubToken })]
  : [provider];

const repository = new ManagedRepository("repository", plan, { providers });
const made = { providers, dependsOn: [repository] };
const environments = new Environments("environments", plan.environments, made);
new CacheAccess(
  "cache-access",
  { plan, token: secrets.cachixAuthToken, repositoryId: repository.id },
  { providers, dependsOn: [repository, environments] },
);
new Surroundings("surroundings", { plan, webhookSecrets: secrets.webhookSecrets }, made);
/**
 * A check must not be required before the workflow that reports it is on the default branch; and a workflow must not stop
 * reporting one that is still required.
 */
const isDropping = pipeline.value.phase === "dropping";
const ownsRuleset = !plan.notYet.includes("ruleset");
const earlyRuleset = isDropping && ownsRuleset ? [new ManagedRuleset("ruleset", plan.ruleset, made)] : [];
const files = new WorkflowFiles("workflow-files", plan, {
  providers,
  dependsOn: [repository, ...earlyRuleset],
});
if (!isDropping && ownsRuleset)
  new ManagedRuleset("ruleset", plan.ruleset, { providers, dependsOn: [files] });

export const repositoryUrl = repository.url;
/** Where the workflow files wait to be merged; empty when they are on the default branch. */
export const workflowPullRequest = files.pullRequest;
export const requiredChecks = pipeline.value.checks.map(({ context }) => context);
/** What is left to do by hand; empty when nothing is. */
export const nextStep = pipeline.value.next;
/** Which token is in place, without showing it: it changes when the token does. */
export const cacheToken = {
  scope: settings.cacheToken.scope,
  madeOn: settings.cacheToken.madeOn ?? "unknown",
  fingerprint:
    settings.cacheToken.sealed?.fingerprint ??
    pulumi.unsecret(
      pulumi.output(secrets.cachixAuthToken).apply((token) => fingerprintOf(token ?? "", settings)),
    ),
};

function refusal(problems: readonly Problem[]): Error {
  return new pulumi.RunError(problems.map(renderProblem).join("\n"));
}

function tell(problem: Problem): Promise<void> {
  const text = renderProblem(problem);
  return problem.severity === "warning" ? pulumi.log.warn(text) : pulumi.log.info(text);
}

/** Of a secret that the configuration holds, so it is known in a preview too. */
function known(secret: pulumi.Output<string> | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (secret === undefined) resolve(undefined);
    else secret.apply(resolve);
  });
}
