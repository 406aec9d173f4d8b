/** Rulesets of a repository. What a client sends is what it gets back: GitHub echoes rules, and the provider stores the echo. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalid, notFound } from "../answer.ts";
import { bodyOf, type Context, param, repositoryOf, textOf } from "../context.ts";
import type { JsonObject, RepositoryRecord } from "../records.ts";

export function addRulesetRoutes(app: FastifyInstance, context: Context): void {
  app.get("/repos/:owner/:repo/rulesets", (request) => repositoryOf(context, request).rulesets);
  app.post("/repos/:owner/:repo/rulesets", (request, reply) => {
    const record = repositoryOf(context, request);
    const ruleset = rulesetOf(record, context.state.nextId(), bodyOf(request));
    record.rulesets.push(ruleset);
    return reply.code(201).send(ruleset);
  });
  app.get("/repos/:owner/:repo/rulesets/:ruleset", (request) => {
    const { record, index } = find(context, request);
    return record.rulesets[index];
  });
  app.put("/repos/:owner/:repo/rulesets/:ruleset", (request) => {
    const { record, index, id } = find(context, request);
    const ruleset = rulesetOf(record, id, { ...record.rulesets[index], ...bodyOf(request) });
    record.rulesets[index] = ruleset;
    return ruleset;
  });
  app.delete("/repos/:owner/:repo/rulesets/:ruleset", (request, reply) => {
    const { record, index } = find(context, request);
    record.rulesets.splice(index, 1);
    return reply.code(204).send();
  });
}

function find(
  context: Context,
  request: FastifyRequest,
): { record: RepositoryRecord; index: number; id: number } {
  const record = repositoryOf(context, request);
  const id = Number(param(request, "ruleset"));
  const index = record.rulesets.findIndex((ruleset) => ruleset["id"] === id);
  if (index < 0) throw notFound();
  return { record, index, id };
}

function rulesetOf(record: RepositoryRecord, id: number, body: JsonObject): JsonObject {
  const name = textOf(body, "name");
  const enforcement = textOf(body, "enforcement");
  if (name === "") throw invalid("name is missing");
  if (!["active", "evaluate", "disabled"].includes(enforcement)) throw invalid("enforcement is invalid");
  if (record.rulesets.some((other) => other["name"] === name && other["id"] !== id))
    throw invalid("Name must be unique");
  return {
    id,
    node_id: `RRS_${id}`,
    name,
    target: body["target"] ?? "branch",
    source_type: "Repository",
    source: `${record.owner}/${record.name}`,
    enforcement,
    bypass_actors: body["bypass_actors"] ?? [],
    conditions: body["conditions"] ?? {},
    rules: body["rules"] ?? [],
  };
}
