/** Labels of issues. GitHub compares their names without regard to case, and so does this. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { notFound, Refusal } from "../answer.ts";
import { bodyOf, type Context, param, repositoryOf, textOf } from "../context.ts";
import type { JsonObject, RepositoryRecord } from "../records.ts";

const path = "/repos/:owner/:repo/labels";

export function addLabelRoutes(app: FastifyInstance, context: Context): void {
  const render = (record: RepositoryRecord, label: JsonObject | undefined): JsonObject => ({
    ...label,
    url: `${context.root()}/api/v3/repos/${record.owner}/${record.name}/labels/${encodeURIComponent(String(label?.["name"]))}`,
  });
  app.get(path, (request) => {
    const record = repositoryOf(context, request);
    return record.labels.map((label) => render(record, label));
  });
  app.post(path, (request, reply) => {
    const record = repositoryOf(context, request);
    const label = { description: null, ...bodyOf(request) };
    checkFree(record, textOf(label, "name"));
    record.labels.push(label);
    return reply.code(201).send(render(record, label));
  });
  app.get(`${path}/:name`, (request) => {
    const record = repositoryOf(context, request);
    return render(record, record.labels[find(record, request)]);
  });
  app.patch(`${path}/:name`, (request) => {
    const record = repositoryOf(context, request);
    const index = find(record, request);
    const { new_name, name, ...rest } = bodyOf(request);
    const known = record.labels[index] ?? {};
    const wanted = String(new_name ?? name ?? known["name"]);
    if (wanted.toLowerCase() !== String(known["name"]).toLowerCase()) checkFree(record, wanted);
    record.labels[index] = { ...known, ...rest, name: wanted };
    return render(record, record.labels[index]);
  });
  app.delete(`${path}/:name`, (request, reply) => {
    const record = repositoryOf(context, request);
    record.labels.splice(find(record, request), 1);
    return reply.code(204).send();
  });
}

function indexOf(record: RepositoryRecord, name: string): number {
  return record.labels.findIndex((label) => String(label["name"]).toLowerCase() === name.toLowerCase());
}

function find(record: RepositoryRecord, request: FastifyRequest): number {
  const index = indexOf(record, param(request, "name"));
  if (index < 0) throw notFound();
  return index;
}

function checkFree(record: RepositoryRecord, name: string): void {
  if (name === "") throw new Refusal(422, "Validation Failed: name is missing");
  if (indexOf(record, name) >= 0) throw new Refusal(422, "Validation Failed: already_exists");
}
