/** What Nix asks a binary cache: nix-cache-info, narinfos, NARs. Read only. */

import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { admit, type Exchange, refuseWith } from "./access.ts";
import { presign } from "./bucket.ts";
import { isKnown, sendFile } from "./send-file.ts";
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
    serve((shelf, file, exchange) => {
      const text = /^[0-9a-z]{32}\.narinfo$/.test(file)
        ? shelf.storage.narInfo(file.slice(0, 32))
        : undefined;
      return text === undefined ? notFound(exchange.reply) : sendNarInfo(text, exchange);
    }),
  );
  server.get(
    `${prefix}/nar/:file`,
    serve((shelf, file, exchange) => {
      const path = shelf.storage.narFile(file);
      if (path === undefined) return notFound(exchange.reply);
      return shelf.account.redirectsNars === true
        ? exchange.reply.redirect(presign(shelf.account, file, exchange), 302)
        : sendFile(path, file, exchange);
    }),
  );
}

/** What is here today may be hidden tomorrow: a client asks every time, and hears 304. */
function sendNarInfo(text: string, exchange: Exchange): FastifyReply {
  const { reply } = exchange;
  reply.type("text/x-nix-narinfo").header("cache-control", "no-cache");
  const tag = createHash("sha256").update(text).digest("hex").slice(0, 32);
  return isKnown(tag, exchange) ? reply.code(304).send("") : reply.send(text);
}

function notFound(reply: FastifyReply): FastifyReply {
  return refuseWith(reply, 404, "404 - Not Found");
}
