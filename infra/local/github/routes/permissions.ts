/** What Actions may do in a repository, and its security switches. */

import type { FastifyInstance } from "fastify";
import { invalid, notFound, Refusal } from "../answer.ts";
import { bodyOf, type Context, repositoryOf } from "../context.ts";
import type { JsonObject, RepositoryRecord } from "../records.ts";

export function addPermissionRoutes(app: FastifyInstance, context: Context): void {
  const path = "/repos/:owner/:repo/actions/permissions";
  app.get(path, (request) => repositoryOf(context, request).actionsPermissions);
  app.put(path, (request, reply) => {
    const record = repositoryOf(context, request);
    const { enabled, allowed_actions: allowed } = bodyOf(request);
    if (typeof enabled !== "boolean") throw invalid("enabled is missing");
    if (allowed !== undefined && !["all", "local_only", "selected"].includes(String(allowed)))
      throw invalid("allowed_actions is invalid");
    record.actionsPermissions = { ...record.actionsPermissions, ...bodyOf(request) };
    return reply.code(204).send();
  });
  app.get(`${path}/selected-actions`, (request) => selecting(repositoryOf(context, request)).selectedActions);
  app.put(`${path}/selected-actions`, (request, reply) => {
    const record = selecting(repositoryOf(context, request));
    record.selectedActions = { ...record.selectedActions, ...bodyOf(request) };
    return reply.code(204).send();
  });
  app.get(`${path}/workflow`, (request) => repositoryOf(context, request).workflowPermissions);
  app.put(`${path}/workflow`, (request, reply) => {
    const record = repositoryOf(context, request);
    const body = bodyOf(request);
    if (!["read", "write"].includes(String(body["default_workflow_permissions"] ?? "read")))
      throw invalid("default_workflow_permissions is invalid");
    record.workflowPermissions = { ...record.workflowPermissions, ...body };
    return reply.code(204).send();
  });
  addSwitch(app, context, {
    path: "vulnerability-alerts",
    set: (record, on) => {
      record.vulnerabilityAlerts = on;
    },
    read: (record) => {
      if (!record.vulnerabilityAlerts) throw notFound();
      return undefined;
    },
  });
  addSwitch(app, context, {
    path: "automated-security-fixes",
    set: (record, on) => {
      record.securityUpdates = on;
    },
    read: (record) => ({ enabled: record.securityUpdates, paused: false }),
  });
}

type Switch = {
  readonly path: string;
  set(record: RepositoryRecord, on: boolean): void;
  /** Undefined answers 204. */
  read(record: RepositoryRecord): JsonObject | undefined;
};

function addSwitch(app: FastifyInstance, context: Context, { path, set, read }: Switch): void {
  const route = `/repos/:owner/:repo/${path}`;
  app.get(route, (request, reply) => {
    const answer = read(repositoryOf(context, request));
    return answer === undefined ? reply.code(204).send() : answer;
  });
  app.put(route, (request, reply) => {
    set(repositoryOf(context, request), true);
    return reply.code(204).send();
  });
  app.delete(route, (request, reply) => {
    set(repositoryOf(context, request), false);
    return reply.code(204).send();
  });
}

function selecting(record: RepositoryRecord): RepositoryRecord {
  if (record.actionsPermissions["allowed_actions"] === "selected") return record;
  throw new Refusal(409, "Conflict: allowed_actions is not selected");
}
