/** One deployment environment of a repository: its record by a request, and its REST representation. */

import type { FastifyRequest } from "fastify";
import { notFound } from "./answer.ts";
import { param } from "./context.ts";
import type { EnvironmentRecord, Json, JsonObject, RepositoryRecord } from "./records.ts";

export function environmentOf(record: RepositoryRecord, request: FastifyRequest): EnvironmentRecord {
  const found = record.environments[param(request, "environment").toLowerCase()];
  if (found === undefined) throw notFound();
  return found;
}

/** A rule is in the answer only while it says something, as GitHub does: clients that keep what is not named are caught. */
export function renderEnvironment({ id, name, settings }: EnvironmentRecord): JsonObject {
  const { wait_timer = 0, reviewers = [], prevent_self_review = false } = settings;
  const policy = settings["deployment_branch_policy"] ?? null;
  const rules: JsonObject[] = [
    ...(wait_timer === 0 || wait_timer === null ? [] : [{ id: 1, type: "wait_timer", wait_timer }]),
    ...(Array.isArray(reviewers) && reviewers.length > 0
      ? [{ id: 2, type: "required_reviewers", prevent_self_review, reviewers: reviewers.map(renderReviewer) }]
      : []),
    ...(policy === null ? [] : [{ id: 3, type: "branch_policy" }]),
  ];
  return {
    id,
    name,
    can_admins_bypass: settings["can_admins_bypass"] ?? true,
    protection_rules: rules,
    deployment_branch_policy: policy,
  };
}

function renderReviewer(reviewer: Json): JsonObject {
  const { type = "User", id = 0 } = reviewer as JsonObject;
  return { type, reviewer: { id } };
}
