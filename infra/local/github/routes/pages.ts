/** GitHub Pages of a repository, as settings only: no site is built. */

import type { FastifyInstance } from "fastify";
import { notFound, Refusal } from "../answer.ts";
import { bodyOf, type Context, repositoryOf } from "../context.ts";
import type { JsonObject, RepositoryRecord } from "../records.ts";
import { asObject } from "../repository.ts";

const path = "/repos/:owner/:repo/pages";

export function addPagesRoutes(app: FastifyInstance, context: Context): void {
  const render = (record: RepositoryRecord, pages: JsonObject): JsonObject => ({
    url: `${context.root()}/api/v3/repos/${record.owner}/${record.name}/pages`,
    html_url: `${context.root()}/pages/${record.owner}/${record.name}/`,
    status: "built",
    cname: null,
    custom_404: false,
    public: true,
    https_enforced: false,
    ...pages,
  });
  app.get(path, (request) => {
    const record = repositoryOf(context, request);
    if (record.pages === null) throw notFound();
    return render(record, record.pages);
  });
  app.post(path, (request, reply) => {
    const record = repositoryOf(context, request);
    if (record.pages !== null) throw new Refusal(409, "GitHub Pages is already enabled.");
    record.pages = settingsOf(bodyOf(request));
    return reply.code(201).send(render(record, record.pages));
  });
  app.put(path, (request, reply) => {
    const record = repositoryOf(context, request);
    if (record.pages === null) throw notFound();
    record.pages = settingsOf({ ...record.pages, ...bodyOf(request) });
    return reply.code(204).send();
  });
  app.delete(path, (request, reply) => {
    repositoryOf(context, request).pages = null;
    return reply.code(204).send();
  });
}

/** A site that a workflow builds has no source branch. */
function settingsOf(body: JsonObject): JsonObject {
  const { build_type = "legacy", source, ...rest } = body;
  if (build_type === "workflow") return { ...rest, build_type };
  return { ...rest, build_type, source: { branch: "main", path: "/", ...asObject(source) } };
}
