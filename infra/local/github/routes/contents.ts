/** Files and commits. Every write is one real git commit. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalid, notFound } from "../answer.ts";
import { bodyOf, type Context, param, query, repositoryOf, textOf } from "../context.ts";
import type { Commit, Person } from "../git-objects.ts";
import type { JsonObject, RepositoryRecord } from "../records.ts";
import { asObject } from "../repository.ts";
import { type Change, commitChange, historyOf, resolveRef, treeOf } from "../tree.ts";

export function addContentRoutes(app: FastifyInstance, context: Context): void {
  app.get("/repos/:owner/:repo/contents/*", (request) => readPath(context, request));
  app.put("/repos/:owner/:repo/contents/*", (request, reply) => {
    const record = repositoryOf(context, request);
    const content = Buffer.from(textOf(bodyOf(request), "content"), "base64");
    const change = { ...changeOf(context, request, record), content };
    const objects = context.state.objects(record);
    const { commit, blob, isNew } = commitChange(record, objects, change);
    return reply.code(isNew ? 201 : 200).send({
      content: { ...renderPlace(context, record, change.path, change.branch), sha: blob },
      commit: { sha: commit, message: change.message },
    });
  });
  app.delete("/repos/:owner/:repo/contents/*", (request) => {
    const record = repositoryOf(context, request);
    const change = changeOf(context, request, record);
    const { commit } = commitChange(record, context.state.objects(record), change);
    return { content: null, commit: { sha: commit, message: change.message } };
  });
  app.get("/repos/:owner/:repo/commits", (request) => {
    const record = repositoryOf(context, request);
    const objects = context.state.objects(record);
    const head = resolveRef(record, objects, query(request, "sha"));
    const found = [...historyOf(objects, head, query(request, "path"))];
    return found.slice(0, Number(query(request, "per_page") ?? 30)).map(renderCommit);
  });
  app.get("/repos/:owner/:repo/commits/:sha", (request) => {
    const record = repositoryOf(context, request);
    const objects = context.state.objects(record);
    const id = resolveRef(record, objects, param(request, "sha"));
    const commit = objects.readCommit(id);
    if (commit === undefined) throw notFound();
    return { ...renderCommit({ id, commit }), files: changedFiles(objects, id, commit) };
  });
}

function readPath(context: Context, request: FastifyRequest): JsonObject | JsonObject[] {
  const record = repositoryOf(context, request);
  const objects = context.state.objects(record);
  const path = param(request, "*");
  const ref = query(request, "ref") ?? String(record.settings["default_branch"]);
  const tree = treeOf(objects, resolveRef(record, objects, ref));
  const entry = tree.get(path);
  if (entry !== undefined) {
    const content = objects.readBlob(entry.id);
    const text = { encoding: "base64", content: content.toString("base64"), size: content.length };
    return { ...renderPlace(context, record, path, ref), ...text, sha: entry.id };
  }
  const below = [...tree].filter(([other]) => path === "" || other.startsWith(`${path}/`));
  if (below.length === 0) throw notFound();
  return below.map(([other, { id }]) => ({ ...renderPlace(context, record, other, ref), sha: id }));
}

/** The provider takes `ref` from the URL and ends with a panic when it is not there. */
function renderPlace(context: Context, record: RepositoryRecord, path: string, ref: string): JsonObject {
  const address = `${context.root()}/api/v3/repos/${record.owner}/${record.name}/contents/${path}`;
  return {
    type: "file",
    name: path.split("/").at(-1) ?? path,
    path,
    url: `${address}?ref=${encodeURIComponent(ref)}`,
  };
}

function changeOf(context: Context, request: FastifyRequest, record: RepositoryRecord): Change {
  const body = bodyOf(request);
  const branch = textOf(body, "branch");
  const replaces = textOf(body, "sha");
  if (textOf(body, "message") === "") throw invalid("message is missing");
  const date = new Date(context.state.now());
  return {
    branch: branch === "" ? String(record.settings["default_branch"]) : branch,
    path: param(request, "*"),
    message: textOf(body, "message"),
    author: personOf(asObject(body["author"]), record.owner, date),
    committer: personOf(asObject(body["committer"]), record.owner, date),
    ...(replaces === "" ? {} : { replaces }),
  };
}

function personOf(body: JsonObject, login: string, date: Date): Person {
  const name = textOf(body, "name");
  const email = textOf(body, "email");
  return {
    name: name === "" ? login : name,
    email: email === "" ? `${login}@users.noreply.github.com` : email,
    date,
  };
}

function renderCommit({ id, commit }: { id: string; commit: Commit }): JsonObject {
  return {
    sha: id,
    commit: {
      message: commit.message,
      author: renderPerson(commit.author),
      committer: renderPerson(commit.committer),
      tree: { sha: commit.tree },
    },
    parents: commit.parents.map((sha) => ({ sha })),
  };
}

function renderPerson({ name, email, date }: Person): JsonObject {
  return { name, email, date: date.toISOString() };
}

function changedFiles(
  objects: ReturnType<Context["state"]["objects"]>,
  id: string,
  commit: Commit,
): JsonObject[] {
  const before = treeOf(objects, commit.parents[0]);
  const after = treeOf(objects, id);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path)?.id !== after.get(path)?.id)
    .map((filename) => ({ filename, status: statusOf(before.has(filename), after.has(filename)) }));
}

function statusOf(wasThere: boolean, isThere: boolean): string {
  if (!wasThere) return "added";
  return isThere ? "modified" : "removed";
}
