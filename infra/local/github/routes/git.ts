/** Reading by a real git, over its plain ("dumb") HTTP protocol: references and loose objects as files. It takes no pushes. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { notFound } from "../answer.ts";
import type { Context } from "../context.ts";
import { param } from "../context.ts";
import type { RepositoryRecord } from "../records.ts";

export function addGitRoutes(app: FastifyInstance, context: Context): void {
  const find = (request: FastifyRequest): RepositoryRecord => {
    const record = context.state.find(param(request, "owner"), param(request, "repo").replace(/\.git$/, ""));
    if (record === undefined) throw notFound();
    return record;
  };
  app.get("/:owner/:repo/info/refs", (request, reply) => {
    const lines = Object.entries(find(request).branches).map(([name, id]) => `${id}\trefs/heads/${name}\n`);
    return reply.type("text/plain").send(lines.toSorted().join(""));
  });
  app.get("/:owner/:repo/HEAD", (request, reply) =>
    reply.type("text/plain").send(`ref: refs/heads/${String(find(request).settings["default_branch"])}\n`),
  );
  app.get("/:owner/:repo/objects/:head/:tail", (request, reply) => {
    const { folder } = context.state.objects(find(request));
    const id = `${param(request, "head")}${param(request, "tail")}`;
    const path = join(folder, param(request, "head"), param(request, "tail"));
    if (!/^[0-9a-f]{40}$/.test(id) || !existsSync(path)) throw notFound();
    return reply.type("application/x-git-loose-object").send(readFileSync(path));
  });
}
