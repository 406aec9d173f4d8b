/** The Cachix API under `/api/v1/cache/:cache`, as the real client calls it. Every success is exactly 200. */

import { join } from "node:path";
import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as v from "valibot";
import type { Fault } from "../faults.ts";
import { admit, callerOf, type Exchange, refuseWith } from "./access.ts";
import { publishedKeys, registerKey } from "./accounts.ts";
import { completeUpload } from "./complete.ts";
import { addPin } from "./pins.ts";
import type { Shelf } from "./shelf.ts";
import {
  type Compression,
  createUpload,
  dropUpload,
  findUpload,
  receivePart,
  type Upload,
} from "./uploads.ts";

type Handler = (shelf: Shelf, exchange: Exchange) => FastifyReply | Promise<FastifyReply>;

type Params = Readonly<Record<"cache" | "narId", string>>;

const prefix = "/api/v1/cache/:cache";
const hashParts = v.pipe(v.array(v.pipe(v.string(), v.regex(/^[0-9a-z]{32}$/))), v.maxLength(32_768));

export function addApiRoutes(
  server: FastifyInstance,
  shelves: ReadonlyMap<string, Shelf>,
  faultOf: (request: FastifyRequest) => Fault | undefined,
): void {
  const on = (
    method: "GET" | "POST" | "PUT",
    path: string,
    need: "Read" | "Write" | undefined,
    handler: Handler,
  ) =>
    server.route({
      method,
      url: `${prefix}${path}`,
      handler: (request, reply) => {
        const { cache } = request.params as Params;
        const shelf = shelves.get(cache);
        if (shelf === undefined) return refuseWith(reply, 404, `Binary cache ${cache} does not exist.`);
        if (need !== undefined && !admit(shelf.account, need, { request, reply })) return reply;
        return handler(shelf, { request, reply });
      },
    });
  on("GET", "", "Read", describeCache);
  on("POST", "/narinfo", "Read", answerMissing);
  on("POST", "/multipart-nar", "Write", startUpload);
  on("POST", "/multipart-nar/:narId", "Write", withUpload(givePartUrl));
  on("POST", "/multipart-nar/:narId/complete", "Write", withUpload(completeUpload));
  on("POST", "/multipart-nar/:narId/abort", "Write", withUpload(abortUpload));
  on("POST", "/pin", "Write", savePin);
  on("POST", "/key", "Write", addKey);
  // The stand-in for the bucket: what admits is the URL itself, as with a presigned one.
  on("PUT", "/part/:narId", undefined, (shelf, exchange) =>
    takePart(shelf, exchange, faultOf(exchange.request)),
  );
}

const describeCache: Handler = ({ account }, { request, reply }) => {
  const caller = callerOf(account, request);
  return reply.send({
    name: account.name,
    uri: `${originOf(request)}/${account.name}`,
    isPublic: account.isPublic !== false,
    publicSigningKeys: publishedKeys(account),
    githubUsername: "loopback",
    permission: caller === "Write" ? "Write" : "Read",
    preferredCompressionMethod: account.preferredCompression ?? "ZSTD",
  });
};

const answerMissing: Handler = ({ storage }, { request, reply }) => {
  const asked = v.safeParse(hashParts, request.body);
  if (!asked.success) return refuseWith(reply, 400, "expected an array of at most 32768 store hashes");
  return reply.send(asked.output.filter((hashPart) => !storage.isReachable(hashPart)));
};

const startUpload: Handler = ({ account }, { request, reply }) => {
  const { compression } = request.query as { compression?: string };
  if (compression !== "xz" && compression !== "zst")
    return refuseWith(reply, 400, "expected compression=xz or compression=zst");
  const upload = createUpload(join(account.folder, "uploads"), compression satisfies Compression);
  return reply.send({ narId: upload.narId, uploadId: upload.uploadId });
};

function withUpload(
  handler: (shelf: Shelf, upload: Upload, exchange: Exchange) => FastifyReply | Promise<FastifyReply>,
): Handler {
  return (shelf, exchange) => {
    const { narId } = exchange.request.params as Params;
    const { uploadId } = exchange.request.query as { uploadId?: string };
    const upload = findUpload(join(shelf.account.folder, "uploads"), narId);
    if (upload === undefined || upload.uploadId !== uploadId)
      return refuseWith(exchange.reply, 404, `no such upload: ${narId}`);
    return handler(shelf, upload, exchange);
  };
}

function givePartUrl(shelf: Shelf, upload: Upload, { request, reply }: Exchange): FastifyReply {
  const partNumber = Number((request.query as { partNumber?: string }).partNumber);
  const body = v.safeParse(v.object({ contentMD5: v.string() }), request.body);
  if (!isPartNumber(partNumber) || !body.success)
    return refuseWith(reply, 400, "expected partNumber from 1 to 10000 and contentMD5");
  const query = new URLSearchParams({ partNumber: String(partNumber), signature: upload.urlSecret });
  const path = `/api/v1/cache/${shelf.account.name}/part/${upload.narId}`;
  return reply.send({ uploadUrl: `${originOf(request)}${path}?${query}` });
}

async function takePart(shelf: Shelf, exchange: Exchange, fault: Fault | undefined): Promise<FastifyReply> {
  const { request, reply } = exchange;
  const { narId } = request.params as Params;
  const { partNumber, signature } = request.query as Record<string, string | undefined>;
  const upload = findUpload(join(shelf.account.folder, "uploads"), narId);
  if (upload === undefined) return refuseWith(reply, 404, "NoSuchUpload");
  if (signature !== upload.urlSecret || !isPartNumber(Number(partNumber)))
    return refuseWith(reply, 403, "SignatureDoesNotMatch");
  const contentMd5 = request.headers["content-md5"];
  const eTag = await receivePart(upload, Number(partNumber), {
    body: request.body as Readable,
    contentMd5: typeof contentMd5 === "string" ? contentMd5 : undefined,
  });
  if (eTag === undefined) return refuseWith(reply, 400, "BadDigest");
  if (fault?.kind !== "etag") reply.header("etag", eTag);
  else if (fault.value === "wrong") reply.header("etag", `"${"0".repeat(32)}"`);
  return reply.send("");
}

function abortUpload(_shelf: Shelf, upload: Upload, { reply }: Exchange): FastifyReply {
  dropUpload(upload);
  return reply.send("");
}

const savePin: Handler = ({ account }, { request, reply }) => {
  const wrong = addPin(account, request.body);
  return wrong === undefined ? reply.send("") : refuseWith(reply, 400, wrong);
};

const addKey: Handler = ({ account }, { request, reply }) => {
  const body = v.safeParse(v.object({ publicKey: v.string() }), request.body);
  if (!body.success || Buffer.from(body.output.publicKey, "base64").length !== 32)
    return refuseWith(reply, 400, "expected publicKey: base64 of 32 bytes");
  registerKey(account, body.output.publicKey);
  return reply.send("");
};

function isPartNumber(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 10_000;
}

function originOf(request: FastifyRequest): string {
  return `http://${request.host}`;
}
