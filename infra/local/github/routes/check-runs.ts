/** Check runs of commits, as the Actions app reports them. What a client sends is what it gets back. */

import type { FastifyInstance } from "fastify";
import { invalid, notFound } from "../answer.ts";
import { bodyOf, type Context, param, repositoryOf, textOf } from "../context.ts";

/** GitHub's id of the app that runs workflows. */
const actionsApp = 15368;

export function addCheckRunRoutes(app: FastifyInstance, context: Context): void {
  app.post("/repos/:owner/:repo/check-runs", (request, reply) => {
    const record = repositoryOf(context, request);
    const body = bodyOf(request);
    if (textOf(body, "name") === "" || textOf(body, "head_sha") === "")
      throw invalid("name and head_sha are wanted");
    const run = { ...body, id: context.state.nextId(), app: { id: actionsApp, slug: "github-actions" } };
    record.checkRuns.push(run);
    return reply.code(201).send(run);
  });
  app.get("/repos/:owner/:repo/commits/:ref/check-runs", (request) => {
    const record = repositoryOf(context, request);
    const ref = param(request, "ref");
    const sha = record.branches[ref] ?? (/^[0-9a-f]{40}$/.test(ref) ? ref : undefined);
    if (sha === undefined) throw notFound();
    const runs = record.checkRuns.filter((run) => run["head_sha"] === sha);
    return { total_count: runs.length, check_runs: runs };
  });
}
