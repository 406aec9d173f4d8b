/** Actions variables of a repository. One is made once: a second POST is refused, as GitHub does. */

import type { FastifyInstance } from "fastify";
import { notFound, Refusal } from "../answer.ts";
import { bodyOf, type Context, repositoryOf, textOf } from "../context.ts";
import { checkName, nameOf } from "../names.ts";
import type { JsonObject, VariableRecord } from "../records.ts";

export function addVariableRoutes(app: FastifyInstance, context: Context): void {
  const path = "/repos/:owner/:repo/actions/variables";
  app.get(path, (request) => {
    const variables = Object.entries(repositoryOf(context, request).variables).map(renderVariable);
    return { total_count: variables.length, variables };
  });
  app.post(path, (request, reply) => {
    const record = repositoryOf(context, request);
    const body = bodyOf(request);
    const name = checkName(textOf(body, "name"));
    if (record.variables[name] !== undefined)
      throw new Refusal(409, "Already exists - Variable already exists");
    const now = context.state.now();
    record.variables[name] = { value: textOf(body, "value"), created_at: now, updated_at: now };
    return reply.code(201).send({});
  });
  app.get(`${path}/:name`, (request) => {
    const name = nameOf(request);
    const variable = repositoryOf(context, request).variables[name];
    if (variable === undefined) throw notFound();
    return renderVariable([name, variable]);
  });
  app.patch(`${path}/:name`, (request, reply) => {
    const record = repositoryOf(context, request);
    const name = nameOf(request);
    const known = record.variables[name];
    if (known === undefined) throw notFound();
    const value = bodyOf(request)["value"];
    record.variables[name] = {
      ...known,
      ...(typeof value === "string" ? { value } : {}),
      updated_at: context.state.now(),
    };
    return reply.code(204).send();
  });
  app.delete(`${path}/:name`, (request, reply) => {
    const record = repositoryOf(context, request);
    if (record.variables[nameOf(request)] === undefined) throw notFound();
    delete record.variables[nameOf(request)];
    return reply.code(204).send();
  });
}

function renderVariable([name, variable]: [string, VariableRecord]): JsonObject {
  return { name, ...variable };
}
