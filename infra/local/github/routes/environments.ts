/** Deployment environments and the branch patterns that may deploy. A PUT is the whole of it: what it does not name is gone. */

import type { FastifyInstance } from "fastify";
import { invalid, notFound } from "../answer.ts";
import { bodyOf, type Context, param, repositoryOf, textOf } from "../context.ts";
import { environmentOf, renderEnvironment } from "../environment.ts";
import type { EnvironmentRecord, JsonObject } from "../records.ts";

const path = "/repos/:owner/:repo/environments";

export function addEnvironmentRoutes(app: FastifyInstance, context: Context): void {
  app.get(path, (request) => {
    const environments = Object.values(repositoryOf(context, request).environments).map(renderEnvironment);
    return { total_count: environments.length, environments };
  });
  app.get(`${path}/:environment`, (request) =>
    renderEnvironment(environmentOf(repositoryOf(context, request), request)),
  );
  app.put(`${path}/:environment`, (request) => {
    const record = repositoryOf(context, request);
    const name = param(request, "environment");
    const known = record.environments[name.toLowerCase()];
    const made: EnvironmentRecord = known ?? {
      id: context.state.nextId(),
      name,
      settings: {},
      branchPolicies: [],
      secrets: {},
    };
    made.settings = checkSettings(bodyOf(request));
    record.environments[name.toLowerCase()] = made;
    return renderEnvironment(made);
  });
  app.delete(`${path}/:environment`, (request, reply) => {
    const record = repositoryOf(context, request);
    delete record.environments[environmentOf(record, request).name.toLowerCase()];
    return reply.code(204).send();
  });
  addBranchPolicyRoutes(app, context);
}

function addBranchPolicyRoutes(app: FastifyInstance, context: Context): void {
  const policies = `${path}/:environment/deployment-branch-policies`;
  app.get(policies, (request) => {
    const { branchPolicies } = environmentOf(repositoryOf(context, request), request);
    return { total_count: branchPolicies.length, branch_policies: branchPolicies };
  });
  app.post(policies, (request) => {
    const environment = environmentOf(repositoryOf(context, request), request);
    const body = bodyOf(request);
    if (textOf(body, "name") === "") throw invalid("name is missing");
    const policy = { id: context.state.nextId(), name: textOf(body, "name"), type: body["type"] ?? "branch" };
    environment.branchPolicies.push(policy);
    return policy;
  });
  app.get(`${policies}/:policy`, (request) => {
    const environment = environmentOf(repositoryOf(context, request), request);
    return environment.branchPolicies[indexIn(environment, param(request, "policy"))];
  });
  app.put(`${policies}/:policy`, (request) => {
    const environment = environmentOf(repositoryOf(context, request), request);
    const index = indexIn(environment, param(request, "policy"));
    const policy = { ...environment.branchPolicies[index], name: textOf(bodyOf(request), "name") };
    environment.branchPolicies[index] = policy;
    return policy;
  });
  app.delete(`${policies}/:policy`, (request, reply) => {
    const environment = environmentOf(repositoryOf(context, request), request);
    environment.branchPolicies.splice(indexIn(environment, param(request, "policy")), 1);
    return reply.code(204).send();
  });
}

function indexIn({ branchPolicies }: EnvironmentRecord, id: string): number {
  const index = branchPolicies.findIndex((policy) => policy["id"] === Number(id));
  if (index < 0) throw notFound();
  return index;
}

/** GitHub refuses both kinds of branch policy at once, and more than six reviewers. */
function checkSettings(body: JsonObject): JsonObject {
  const policy = body["deployment_branch_policy"] as JsonObject | null | undefined;
  if (policy != null && policy["protected_branches"] === policy["custom_branch_policies"])
    throw invalid("protected_branches and custom_branch_policies cannot have the same value");
  const { reviewers } = body;
  if (Array.isArray(reviewers) && reviewers.length > 6) throw invalid("at most 6 reviewers");
  return body;
}
