/** Actions secrets and variables. A secret is kept as it came, sealed, and never handed out. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalid, notFound, Refusal } from "../answer.ts";
import { bodyOf, type Context, param, repositoryOf, textOf } from "../context.ts";
import { isSealedText } from "../sealing.ts";
import type { JsonObject, VariableRecord } from "../state.ts";

export function addActionsRoutes(app: FastifyInstance, context: Context): void {
  addSecretRoutes(app, context);
  addVariableRoutes(app, context);
}

function addSecretRoutes(app: FastifyInstance, context: Context): void {
  const path = "/repos/:owner/:repo/actions/secrets";
  app.get(path, (request) => {
    const secrets = Object.entries(repositoryOf(context, request).secrets).map(renderSecret);
    return { total_count: secrets.length, secrets };
  });
  app.get(`${path}/public-key`, (request) => {
    repositoryOf(context, request);
    return { key_id: context.key.id, key: context.key.publicKey };
  });
  app.get(`${path}/:name`, (request) => {
    const name = nameOf(request);
    const secret = repositoryOf(context, request).secrets[name];
    if (secret === undefined) throw notFound();
    return renderSecret([name, secret]);
  });
  app.put(`${path}/:name`, (request, reply) => {
    const record = repositoryOf(context, request);
    const name = nameOf(request);
    const sealed = textOf(bodyOf(request), "encrypted_value");
    if (textOf(bodyOf(request), "key_id") !== context.key.id)
      throw invalid("key_id is not the current key of the repository");
    if (!isSealedText(sealed)) throw invalid("encrypted_value is not a sealed box");
    const known = record.secrets[name];
    const now = context.state.now();
    record.secrets[name] = { sealed, created_at: known?.created_at ?? now, updated_at: now };
    return reply.code(known === undefined ? 201 : 204).send();
  });
  app.delete(`${path}/:name`, (request, reply) => {
    const record = repositoryOf(context, request);
    if (record.secrets[nameOf(request)] === undefined) throw notFound();
    delete record.secrets[nameOf(request)];
    return reply.code(204).send();
  });
}

function addVariableRoutes(app: FastifyInstance, context: Context): void {
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

/** GitHub keeps names of secrets and variables in upper case, whatever case they are asked for in. */
function nameOf(request: FastifyRequest): string {
  return checkName(param(request, "name"));
}

function checkName(name: string): string {
  if (!/^(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*$/i.test(name)) throw invalid("name is invalid");
  return name.toUpperCase();
}

function renderSecret([name, secret]: [string, { created_at: string; updated_at: string }]): JsonObject {
  return { name, created_at: secret.created_at, updated_at: secret.updated_at };
}

function renderVariable([name, variable]: [string, VariableRecord]): JsonObject {
  return { name, ...variable };
}
