/** Git's objects and references by REST: a commit of many files at once, made before any branch knows of it. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalid, notFound } from "../answer.ts";
import { bodyOf, type Context, param, repositoryOf, textOf } from "../context.ts";
import type { ObjectStore } from "../git-objects.ts";
import type { Json, JsonObject, RepositoryRecord } from "../records.ts";
import { asObject } from "../repository.ts";
import { checkPath } from "../tree.ts";

const path = "/repos/:owner/:repo/git";

export function addGitDataRoutes(app: FastifyInstance, context: Context): void {
  addObjectRoutes(app, context);
  addReferenceRoutes(app, context);
}

function addObjectRoutes(app: FastifyInstance, context: Context): void {
  const open = (request: FastifyRequest): ObjectStore =>
    context.state.objects(repositoryOf(context, request));
  app.post(`${path}/trees`, (request, reply) => {
    const objects = open(request);
    const body = bodyOf(request);
    const base = textOf(body, "base_tree");
    const tree = new Map(base === "" ? [] : objects.readTree(base));
    const entries = body["tree"];
    if (!Array.isArray(entries) || entries.length === 0) throw invalid("tree is missing");
    for (const entry of entries) putEntry(objects, tree, asObject(entry as Json));
    return reply.code(201).send({ sha: objects.writeTree(tree) });
  });
  app.get(`${path}/commits/:sha`, (request) => renderCommit(open(request), param(request, "sha")));
  app.post(`${path}/commits`, (request, reply) => {
    const objects = open(request);
    const body = bodyOf(request);
    const owner = param(request, "owner");
    const person = {
      name: owner,
      email: `${owner}@users.noreply.github.com`,
      date: new Date(context.state.now()),
    };
    const parents = body["parents"];
    const sha = objects.writeCommit({
      tree: textOf(body, "tree"),
      parents: Array.isArray(parents) ? parents.map(String) : [],
      author: person,
      committer: person,
      message: textOf(body, "message"),
    });
    return reply.code(201).send(renderCommit(objects, sha));
  });
}

function addReferenceRoutes(app: FastifyInstance, context: Context): void {
  app.get(`${path}/ref/*`, (request) => {
    const record = repositoryOf(context, request);
    return renderReference(record, param(request, "*").replace(/^heads\//, ""));
  });
  app.post(`${path}/refs`, (request, reply) => {
    const record = repositoryOf(context, request);
    const body = bodyOf(request);
    const branch = textOf(body, "ref").replace(/^refs\/heads\//, "");
    if (branch in record.branches) throw invalid("Reference already exists");
    moveTo(context, record, branch, textOf(body, "sha"));
    return reply.code(201).send(renderReference(record, branch));
  });
  app.patch(`${path}/refs/*`, (request) => {
    const record = repositoryOf(context, request);
    const branch = param(request, "*").replace(/^heads\//, "");
    if (!(branch in record.branches)) throw invalid("Reference does not exist");
    moveTo(context, record, branch, textOf(bodyOf(request), "sha"));
    return renderReference(record, branch);
  });
  app.delete(`${path}/refs/*`, (request, reply) => {
    const record = repositoryOf(context, request);
    const branch = param(request, "*").replace(/^heads\//, "");
    if (!(branch in record.branches)) throw invalid("Reference does not exist");
    delete record.branches[branch];
    return reply.code(204).send();
  });
}

function putEntry(
  objects: ObjectStore,
  tree: Map<string, { mode: string; id: string }>,
  entry: JsonObject,
): void {
  const name = textOf(entry, "path");
  checkPath(name);
  if (entry["sha"] === null) tree.delete(name);
  else {
    const id = textOf(entry, "sha") || objects.writeBlob(Buffer.from(textOf(entry, "content")));
    tree.set(name, { mode: textOf(entry, "mode") || "100644", id });
  }
}

function moveTo(context: Context, record: RepositoryRecord, branch: string, sha: string): void {
  if (branch === "" || context.state.objects(record).readCommit(sha) === undefined)
    throw invalid("Object does not exist");
  record.branches[branch] = sha;
}

function renderReference(record: RepositoryRecord, branch: string): JsonObject {
  const sha = record.branches[branch];
  if (sha === undefined) throw notFound();
  return { ref: `refs/heads/${branch}`, object: { type: "commit", sha } };
}

function renderCommit(objects: ObjectStore, sha: string): JsonObject {
  const commit = /^[0-9a-f]{40}$/.test(sha) ? objects.readCommit(sha) : undefined;
  if (commit === undefined) throw notFound();
  return {
    sha,
    message: commit.message,
    tree: { sha: commit.tree },
    parents: commit.parents.map((parent) => ({ sha: parent })),
  };
}
