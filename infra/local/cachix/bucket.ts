/** The stand-in for the bucket NARs are fetched from: what admits is the URL itself, and credentials beside it are refused. */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { type Exchange, refuseWith } from "./access.ts";
import type { Account } from "./accounts.ts";
import { sendFile } from "./send-file.ts";
import type { Shelf } from "./shelf.ts";

const prefix = "/api/v1/bucket";
const lifeSeconds = 300;

/** Of a host that is not the cache's: a client must not take the cache's credentials there. */
export function presign(account: Account, file: string, { request }: Exchange): string {
  const expires = String(Math.floor(Date.now() / 1000) + lifeSeconds);
  const query = new URLSearchParams({ expires, signature: sign(account, file, expires) });
  return `http://localhost:${new URL(`http://${request.host}`).port}${prefix}/${account.name}/${file}?${query}`;
}

export function addBucketRoute(server: FastifyInstance, shelves: ReadonlyMap<string, Shelf>): void {
  server.get(`${prefix}/:cache/:file`, (request, reply) => {
    const { cache = "", file = "" } = request.params as Readonly<Record<string, string>>;
    const { expires = "", signature = "" } = request.query as Readonly<Record<string, string>>;
    const shelf = shelves.get(cache);
    if (shelf === undefined || !isSame(signature, sign(shelf.account, file, expires)))
      return refuseWith(reply, 403, "SignatureDoesNotMatch");
    if (request.headers.authorization !== undefined)
      return refuseWith(reply, 400, "InvalidArgument: only one auth mechanism allowed");
    if (Number(expires) * 1000 < Date.now())
      return refuseWith(reply, 403, "AccessDenied: request has expired");
    const path = shelf.storage.narFile(file);
    return path === undefined
      ? refuseWith(reply, 404, "NoSuchKey")
      : sendFile(path, file, { request, reply });
  });
}

function sign({ secrets }: Account, file: string, expires: string): string {
  return createHmac("sha256", secrets.token).update(`${file}\n${expires}`).digest("hex");
}

function isSame(given: string, right: string): boolean {
  const [left, wanted] = [Buffer.from(given), Buffer.from(right)];
  return left.length === wanted.length && timingSafeEqual(left, wanted);
}
