/** What Nix asks a binary cache: nix-cache-info, narinfos, NARs. Read only. */

import { createReadStream, statSync } from "node:fs";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { admit, type Exchange, refuseWith } from "./access.ts";
import type { Shelf } from "./shelf.ts";

type Params = { readonly cache: string; readonly file: string };

/** `prefix` ends in `/:cache`. */
export function addReadRoutes(
  server: FastifyInstance,
  prefix: string,
  shelves: ReadonlyMap<string, Shelf>,
): void {
  const serve =
    (answer: (shelf: Shelf, file: string, exchange: Exchange) => FastifyReply) =>
    (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      const { cache, file } = request.params as Params;
      const shelf = shelves.get(cache);
      if (shelf === undefined) return notFound(reply);
      return admit(shelf.account, "Read", { request, reply })
        ? answer(shelf, file, { request, reply })
        : reply;
    };
  server.get(
    `${prefix}/nix-cache-info`,
    serve((_shelf, _file, { reply }) =>
      reply.type("application/octet-stream").send("StoreDir: /nix/store\nWantMassQuery: 1\nPriority: 41\n"),
    ),
  );
  server.get(
    `${prefix}/:file`,
    serve((shelf, file, { reply }) => {
      const text = /^[0-9a-z]{32}\.narinfo$/.test(file)
        ? shelf.storage.narInfo(file.slice(0, 32))
        : undefined;
      return text === undefined ? notFound(reply) : reply.type("text/x-nix-narinfo").send(text);
    }),
  );
  server.get(
    `${prefix}/nar/:file`,
    serve((shelf, file, exchange) => {
      const path = shelf.storage.narFile(file);
      return path === undefined ? notFound(exchange.reply) : sendFile(path, exchange);
    }),
  );
}

function sendFile(path: string, { request, reply }: Exchange): FastifyReply {
  const { size } = statSync(path);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const start = Number(range?.[1] ?? 0);
  const end = Math.min(range?.[2] ? Number(range[2]) : size - 1, size - 1);
  reply.type("application/octet-stream").header("accept-ranges", "bytes");
  if (range === null || start >= size)
    return reply.header("content-length", size).send(createReadStream(path));
  reply
    .code(206)
    .header("content-range", `bytes ${start}-${end}/${size}`)
    .header("content-length", end - start + 1);
  return reply.send(createReadStream(path, { start, end }));
}

function notFound(reply: FastifyReply): FastifyReply {
  return refuseWith(reply, 404, "404 - Not Found");
}
