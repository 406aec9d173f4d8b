/** Who asks, and what is said to those who may not: bearer token or HTTP Basic, as the real server reads them. */

import type { FastifyReply, FastifyRequest } from "fastify";
import { type Account, permissionOf } from "./accounts.ts";

export type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply };

export type Caller = "anonymous" | "unknown" | "Read" | "Write";

/** `Bearer ` without a token is anonymous; of Basic only the password counts. */
export function readToken(header: string | undefined): string {
  const [scheme = "", value = ""] = (header ?? "").split(/\s+/);
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() !== "basic") return "";
  return Buffer.from(value, "base64")
    .toString("utf8")
    .replace(/^[^:]*:/, "");
}

export function callerOf(account: Account, request: FastifyRequest): Caller {
  const token = readToken(request.headers.authorization);
  return token === "" ? "anonymous" : (permissionOf(account, token) ?? "unknown");
}

/** True when the caller may; otherwise the answer is sent, in the real server's words. */
export function admit(account: Account, need: "Read" | "Write", exchange: Exchange): boolean {
  const caller = callerOf(account, exchange.request);
  if (
    caller === "Write" ||
    (need === "Read" && (caller === "Read" || (caller === "anonymous" && account.isPublic !== false)))
  )
    return true;
  refuseWith(exchange.reply, 401, explain(account, caller, exchange.request));
  return false;
}

/** Plain text: the real client shows the body to its user. */
export function refuseWith(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type("text/plain; charset=utf-8").send(text);
}

function explain(account: Account, caller: Caller, request: FastifyRequest): string {
  // The real server echoes the token (ibis#12003): a client that repeats the text leaks it, and tests must see that.
  if (caller === "unknown")
    return `Cachix Auth token "${readToken(request.headers.authorization)}" has expired.`;
  if (caller === "Read") return `Your token may only read binary cache ${account.name}.`;
  return `Binary cache ${account.name} doesn't exist or you're not authorized to access. Please check the name for typos and/or provide an auth token.`;
}
