/** Owners, repositories and their branches. */

import type { FastifyInstance } from "fastify";
import { invalid, notFound } from "../answer.ts";
import { bodyOf, type Context, ownerOf, param, repositoryOf, textOf } from "../context.ts";
import type { JsonObject, RepositoryRecord } from "../records.ts";
import { changeRepository, createRepository, renderRepository } from "../repository.ts";
import { commitChange } from "../tree.ts";

export function addRepositoryRoutes(app: FastifyInstance, context: Context): void {
  const { state } = context;
  const render = (record: RepositoryRecord): JsonObject => renderRepository(record, context.root());

  app.get("/user", () => ({ login: state.owners[0], id: 1, type: "User" }));
  app.get("/orgs/:owner", (request) => ({ login: ownerOf(context, param(request, "owner")), id: 1 }));
  app.post("/orgs/:owner/repos", (request, reply) => {
    const owner = ownerOf(context, param(request, "owner"));
    const record = createRepository(state, owner, bodyOf(request));
    if (bodyOf(request)["auto_init"] === true) commitReadme(context, record);
    return reply.code(201).send(render(record));
  });
  app.get("/repos/:owner/:repo", (request) => render(repositoryOf(context, request)));
  app.patch("/repos/:owner/:repo", (request) => {
    const record = repositoryOf(context, request);
    changeRepository(state, record, bodyOf(request));
    return render(record);
  });
  app.delete("/repos/:owner/:repo", (request, reply) => {
    state.remove(repositoryOf(context, request));
    return reply.code(204).send();
  });
  app.get("/repos/:owner/:repo/topics", (request) => ({ names: repositoryOf(context, request).topics }));
  app.put("/repos/:owner/:repo/topics", (request) => {
    const record = repositoryOf(context, request);
    const names = bodyOf(request)["names"];
    if (!Array.isArray(names)) throw invalid("names is missing");
    record.topics = names.map(String);
    return { names: record.topics };
  });
  addBranchRoutes(app, context);
}

function addBranchRoutes(app: FastifyInstance, context: Context): void {
  app.get("/repos/:owner/:repo/branches", (request) => {
    const record = repositoryOf(context, request);
    return Object.keys(record.branches).map((name) => renderBranch(record, name));
  });
  app.get("/repos/:owner/:repo/branches/:branch", (request) =>
    renderBranch(repositoryOf(context, request), param(request, "branch")),
  );
  app.post("/repos/:owner/:repo/branches/:branch/rename", (request, reply) => {
    const record = repositoryOf(context, request);
    const from = param(request, "branch");
    const to = textOf(bodyOf(request), "new_name");
    const head = record.branches[from];
    if (head === undefined) throw notFound();
    if (to === "" || to in record.branches) throw invalid("new_name is invalid");
    delete record.branches[from];
    record.branches[to] = head;
    if (record.settings["default_branch"] === from)
      record.settings = { ...record.settings, default_branch: to };
    return reply.code(201).send(renderBranch(record, to));
  });
}

function renderBranch(record: RepositoryRecord, name: string): JsonObject {
  const sha = record.branches[name];
  if (sha === undefined) throw notFound();
  return { name, commit: { sha }, protected: record.rulesets.length > 0 };
}

/** What `auto_init` leaves: one commit, so that the default branch exists. */
function commitReadme(context: Context, record: RepositoryRecord): void {
  const person = { name: "GitHub", email: "noreply@github.com", date: new Date(context.state.now()) };
  const description = record.settings["description"];
  const text = typeof description === "string" && description !== "" ? `\n${description}\n` : "";
  commitChange(record, context.state.objects(record), {
    branch: String(record.settings["default_branch"]),
    path: "README.md",
    content: Buffer.from(`# ${record.name}\n${text}`),
    message: "Initial commit",
    author: person,
    committer: person,
  });
}
