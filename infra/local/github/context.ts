/** What every route of the loopback GitHub works with, and how it finds the repository that a request names. */

import type { FastifyRequest } from "fastify";
import { notFound } from "./answer.ts";
import type { JsonObject, RepositoryRecord } from "./records.ts";
import { asObject } from "./repository.ts";
import type { SealingKey } from "./sealing.ts";
import type { State } from "./state.ts";

export type Context = {
  readonly state: State;
  readonly key: SealingKey;
  /** The server's own URL without a slash at the end; known once it listens. */
  root(): string;
};

/** Of `/repos/:owner/:repo/…` or `/repositories/:id/…`. */
export function repositoryOf(context: Context, request: FastifyRequest): RepositoryRecord {
  const { owner = "", repo = "", id } = request.params as Record<string, string>;
  const record = id === undefined ? context.state.find(owner, repo) : context.state.findById(Number(id));
  if (record === undefined) throw notFound();
  return record;
}

/** As it is spelt, whatever case it is asked for in; another owner than ours does not exist. */
export function ownerOf(context: Context, name: string): string {
  const owner = context.state.owners.find((known) => known.toLowerCase() === name.toLowerCase());
  if (owner === undefined) throw notFound();
  return owner;
}

export function param(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? "";
}

export function query(request: FastifyRequest, name: string): string | undefined {
  return (request.query as Record<string, string | undefined>)[name];
}

export function bodyOf(request: FastifyRequest): JsonObject {
  return asObject(request.body as JsonObject | undefined);
}

/** Text of a body's field; absent or of another type: empty. */
export function textOf(body: JsonObject, name: string): string {
  const value = body[name];
  return typeof value === "string" ? value : "";
}
