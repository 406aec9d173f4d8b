/** A file as a web server sends it: whole, a range of it, or nothing when the client has it already. */

import { createReadStream, statSync } from "node:fs";
import type { FastifyReply } from "fastify";
import type { Exchange } from "./access.ts";

/** `tag`: what the contents are known by, without quotes. */
export function sendFile(path: string, tag: string, exchange: Exchange): FastifyReply {
  const { request, reply } = exchange;
  if (isKnown(tag, exchange)) return reply.code(304).send("");
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

/** Gives the answer its ETag, and says whether the client named it. */
export function isKnown(tag: string, { request, reply }: Exchange): boolean {
  reply.header("etag", `"${tag}"`);
  const named = request.headers["if-none-match"] ?? "";
  return named.split(",").some((each) => each.trim().replace(/^W\//, "") === `"${tag}"`);
}
