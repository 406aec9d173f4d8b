/** Pull requests between branches of one repository: opened, listed, edited, merged. Reviews and checks are not there. */

import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalid, notFound, Refusal } from "../answer.ts";
import { bodyOf, type Context, param, query, repositoryOf, textOf } from "../context.ts";
import type { JsonObject, RepositoryRecord } from "../records.ts";
import { mergeInto } from "../tree.ts";

const path = "/repos/:owner/:repo/pulls";

export function addPullRoutes(app: FastifyInstance, context: Context): void {
  const render = (record: RepositoryRecord, pull: JsonObject): JsonObject => ({
    ...pull,
    html_url: `${context.root()}/${record.owner}/${record.name}/pull/${String(pull["number"])}`,
    head: { ref: pull["head"] ?? "", sha: record.branches[String(pull["head"])] ?? null },
    base: { ref: pull["base"] ?? "", sha: record.branches[String(pull["base"])] ?? null },
  });
  app.get(path, (request) => {
    const record = repositoryOf(context, request);
    return record.pulls
      .filter((pull) => isAskedFor(pull, record, request))
      .map((pull) => render(record, pull));
  });
  app.post(path, (request, reply) => {
    const record = repositoryOf(context, request);
    const pull = open(context, record, bodyOf(request));
    record.pulls.push(pull);
    return reply.code(201).send(render(record, pull));
  });
  app.get(`${path}/:number`, (request) => {
    const record = repositoryOf(context, request);
    return render(record, record.pulls[find(record, request)] ?? {});
  });
  app.patch(`${path}/:number`, (request) => {
    const record = repositoryOf(context, request);
    const index = find(record, request);
    record.pulls[index] = { ...record.pulls[index], ...bodyOf(request) };
    return render(record, record.pulls[index]);
  });
  app.put(`${path}/:number/merge`, (request) => {
    const record = repositoryOf(context, request);
    const index = find(record, request);
    const pull = record.pulls[index] ?? {};
    if (pull["state"] !== "open") throw new Refusal(405, "Pull Request is not mergeable");
    const [head, base] = [textOf(pull, "head"), textOf(pull, "base")];
    const sha = mergeInto(record, context.state.objects(record), {
      base,
      head,
      message: textOf(pull, "title"),
      date: new Date(context.state.now()),
    });
    record.pulls[index] = { ...pull, state: "closed", merged: true, merge_commit_sha: sha };
    if (record.settings["delete_branch_on_merge"] === true) delete record.branches[head];
    return { merged: true, sha, message: "Pull Request successfully merged" };
  });
}

function open(context: Context, record: RepositoryRecord, body: JsonObject): JsonObject {
  const head = textOf(body, "head").replace(/^[^:]*:/, "");
  const base = textOf(body, "base");
  if (!(head in record.branches)) throw invalid("head is invalid");
  if (!(base in record.branches)) throw invalid("base is invalid");
  if (record.branches[head] === record.branches[base])
    throw invalid(`No commits between ${base} and ${head}`);
  if (record.pulls.some((pull) => pull["state"] === "open" && pull["head"] === head && pull["base"] === base))
    throw invalid(`A pull request already exists for ${record.owner}:${head}`);
  const { title = "", body: text = "" } = body;
  return { number: context.state.nextId(), state: "open", merged: false, title, body: text, head, base };
}

function isAskedFor(pull: JsonObject, record: RepositoryRecord, request: FastifyRequest): boolean {
  const state = query(request, "state") ?? "open";
  const head = query(request, "head");
  const base = query(request, "base");
  return (
    (state === "all" || pull["state"] === state) &&
    (head === undefined || head === `${record.owner}:${String(pull["head"])}`) &&
    (base === undefined || base === pull["base"])
  );
}

function find(record: RepositoryRecord, request: FastifyRequest): number {
  const index = record.pulls.findIndex((pull) => pull["number"] === Number(param(request, "number")));
  if (index < 0) throw notFound();
  return index;
}
