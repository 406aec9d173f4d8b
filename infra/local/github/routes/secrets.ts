/** Actions secrets of a repository, an environment or an organization. One is kept as it came, sealed, and never handed out. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalid, notFound } from "../answer.ts";
import { bodyOf, type Context, ownerOf, param, repositoryOf, textOf } from "../context.ts";
import { environmentOf } from "../environment.ts";
import { nameOf } from "../names.ts";
import type { JsonObject, OrganizationSecret, SecretRecord } from "../records.ts";
import { isSealedText } from "../sealing.ts";

type Shelf = Record<string, SecretRecord>;

type Scope = {
  readonly path: string;
  shelf(request: FastifyRequest): Shelf;
  /** Fields beyond the sealed value that this scope keeps. */
  more?(body: JsonObject): JsonObject;
};

export function addSecretRoutes(app: FastifyInstance, context: Context): void {
  const ofEnvironment = (request: FastifyRequest): Shelf =>
    environmentOf(repositoryOf(context, request), request).secrets;
  const scopes: readonly Scope[] = [
    {
      path: "/repos/:owner/:repo/actions/secrets",
      shelf: (request) => repositoryOf(context, request).secrets,
    },
    { path: "/repos/:owner/:repo/environments/:environment/secrets", shelf: ofEnvironment },
    { path: "/repositories/:id/environments/:environment/secrets", shelf: ofEnvironment },
    {
      path: "/orgs/:owner/actions/secrets",
      shelf: (request) => context.state.organizationSecrets(ownerOf(context, param(request, "owner"))),
      more: audienceOf,
    },
  ];
  for (const scope of scopes) addScope(app, context, scope);
  addAudienceRoutes(app, context);
}

function addScope(app: FastifyInstance, context: Context, { path, shelf, more }: Scope): void {
  app.get(path, (request) => {
    const secrets = Object.entries(shelf(request)).map(([name, secret]) => renderSecret(name, secret));
    return { total_count: secrets.length, secrets };
  });
  app.get(`${path}/public-key`, (request) => {
    shelf(request);
    return { key_id: context.key.id, key: context.key.publicKey };
  });
  app.get(`${path}/:name`, (request) => {
    const secret = shelf(request)[nameOf(request)];
    if (secret === undefined) throw notFound();
    return renderSecret(nameOf(request), secret);
  });
  app.put(`${path}/:name`, (request, reply) => {
    const secrets = shelf(request);
    const name = nameOf(request);
    const known = secrets[name];
    const sealed = checkSealed(context, bodyOf(request));
    const now = context.state.now();
    const times = { created_at: known?.created_at ?? now, updated_at: now };
    secrets[name] = { sealed, ...times, ...more?.(bodyOf(request)) };
    return reply.code(known === undefined ? 201 : 204).send();
  });
  app.delete(`${path}/:name`, (request, reply) => {
    const secrets = shelf(request);
    if (secrets[nameOf(request)] === undefined) throw notFound();
    delete secrets[nameOf(request)];
    return reply.code(204).send();
  });
}

/** Which repositories may use a secret of the organization. */
function addAudienceRoutes(app: FastifyInstance, context: Context): void {
  const path = "/orgs/:owner/actions/secrets/:name/repositories";
  const find = (request: FastifyRequest): OrganizationSecret => {
    const secrets = context.state.organizationSecrets(ownerOf(context, param(request, "owner")));
    const secret = secrets[nameOf(request)];
    if (secret === undefined) throw notFound();
    return secret;
  };
  app.get(path, (request) => {
    const { selected } = find(request);
    const repositories = selected.map((id) => ({ id, name: context.state.findById(id)?.name ?? "" }));
    return { total_count: repositories.length, repositories };
  });
  app.put(path, (request, reply) => {
    const secrets = context.state.organizationSecrets(ownerOf(context, param(request, "owner")));
    secrets[nameOf(request)] = { ...find(request), selected: idsOf(bodyOf(request)) };
    return reply.code(204).send();
  });
}

function checkSealed(context: Context, body: JsonObject): string {
  const sealed = textOf(body, "encrypted_value");
  if (textOf(body, "key_id") !== context.key.id) throw invalid("key_id is not the current key");
  if (!isSealedText(sealed)) throw invalid("encrypted_value is not a sealed box");
  return sealed;
}

function audienceOf(body: JsonObject): JsonObject {
  const visibility = textOf(body, "visibility");
  if (!["all", "private", "selected"].includes(visibility)) throw invalid("visibility is invalid");
  return { visibility, selected: idsOf(body) };
}

function idsOf(body: JsonObject): number[] {
  const ids = body["selected_repository_ids"];
  return Array.isArray(ids) ? ids.map(Number) : [];
}

function renderSecret(name: string, secret: SecretRecord & Partial<OrganizationSecret>): JsonObject {
  const { created_at, updated_at, visibility } = secret;
  return { name, created_at, updated_at, ...(visibility === undefined ? {} : { visibility }) };
}
