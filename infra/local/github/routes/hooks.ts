/** Webhooks of a repository, as settings only: nothing is ever sent. The secret of one is answered as asterisks. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalid, notFound } from "../answer.ts";
import { bodyOf, type Context, param, repositoryOf, textOf } from "../context.ts";
import type { JsonObject, RepositoryRecord } from "../records.ts";
import { asObject } from "../repository.ts";

const path = "/repos/:owner/:repo/hooks";

export function addHookRoutes(app: FastifyInstance, context: Context): void {
  const render = (record: RepositoryRecord, hook: JsonObject | undefined): JsonObject => {
    const config = asObject(hook?.["config"]);
    return {
      ...hook,
      type: "Repository",
      url: `${context.root()}/api/v3/repos/${record.owner}/${record.name}/hooks/${String(hook?.["id"])}`,
      config: { ...config, ...(config["secret"] === undefined ? {} : { secret: "********" }) },
    };
  };
  app.get(path, (request) => {
    const record = repositoryOf(context, request);
    return record.hooks.map((hook) => render(record, hook));
  });
  app.post(path, (request, reply) => {
    const record = repositoryOf(context, request);
    const hook = { ...settingsOf(bodyOf(request)), id: context.state.nextId() };
    record.hooks.push(hook);
    return reply.code(201).send(render(record, hook));
  });
  app.get(`${path}/:hook`, (request) => {
    const record = repositoryOf(context, request);
    return render(record, record.hooks[find(record, request)]);
  });
  app.patch(`${path}/:hook`, (request) => {
    const record = repositoryOf(context, request);
    const index = find(record, request);
    record.hooks[index] = {
      ...record.hooks[index],
      ...settingsOf({ ...record.hooks[index], ...bodyOf(request) }),
    };
    return render(record, record.hooks[index]);
  });
  app.delete(`${path}/:hook`, (request, reply) => {
    const record = repositoryOf(context, request);
    record.hooks.splice(find(record, request), 1);
    return reply.code(204).send();
  });
}

function find(record: RepositoryRecord, request: FastifyRequest): number {
  const index = record.hooks.findIndex((hook) => hook["id"] === Number(param(request, "hook")));
  if (index < 0) throw notFound();
  return index;
}

function settingsOf(body: JsonObject): JsonObject {
  const config = asObject(body["config"]);
  if (textOf(config, "url") === "") throw invalid("config.url is missing");
  return { name: "web", active: body["active"] ?? true, events: body["events"] ?? ["push"], config };
}
