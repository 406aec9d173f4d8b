/** Hooks faults into the server: before the work for those that replace it, at the answer for those that spoil it. */

import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Fault, Faults } from "./faults.ts";

/** Gives the lookup of the fault that hit a request. */
export function addFaults(
  server: FastifyInstance,
  faults: Faults,
): (request: FastifyRequest) => Fault | undefined {
  const hit = new WeakMap<FastifyRequest, Fault>();
  server.addHook("onRequest", async (request, reply) => {
    const announced = Number(request.headers["content-length"] ?? 0);
    const fault = faults.take(request.method, pathOf(request), announced);
    if (fault === undefined) return;
    hit.set(request, fault);
    if (fault.kind === "delay") await sleep(fault.milliseconds);
    if (fault.kind === "reset" && fault.afterBytes === undefined) cut(request);
    if (fault.kind === "answer") await answer(fault, reply);
  });
  server.addHook("preParsing", async (request, _reply, payload) => {
    const fault = hit.get(request);
    return fault?.kind === "reset"
      ? Readable.from(cutAfter(payload, fault.afterBytes ?? 0, request))
      : payload;
  });
  server.addHook("onSend", async (request, reply, payload) => {
    const fault = hit.get(request);
    if (fault?.kind === "lose-answer") cut(request);
    if (fault?.kind !== "truncate" && fault?.kind !== "corrupt" && fault?.kind !== "drip") return payload;
    const body = await readAll(payload);
    reply.header("content-length", body.length);
    if (fault.kind === "drip") return Readable.from(drip(body, fault));
    if (fault.kind === "corrupt") return flipMiddle(body);
    return Readable.from(cutAfter(Readable.from([body]), fault.bytes, request));
  });
  return (request) => hit.get(request);
}

export function pathOf(request: FastifyRequest): string {
  return request.url.replace(/\?.*$/s, "");
}

async function answer(fault: Fault & { kind: "answer" }, reply: FastifyReply): Promise<void> {
  reply
    .code(fault.status)
    .type("text/plain")
    .headers(fault.headers ?? {});
  await reply.send(fault.body ?? "");
}

async function* cutAfter(chunks: AsyncIterable<Buffer>, limit: number, request: FastifyRequest) {
  let left = limit;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left > 0) continue;
    // Let what was sent so far leave before the connection goes.
    await sleep(20);
    cut(request);
    return;
  }
}

async function* drip(body: Buffer, { bytes, milliseconds }: Fault & { kind: "drip" }) {
  for (let at = 0; at < body.length; at += bytes) {
    await sleep(milliseconds);
    yield body.subarray(at, at + bytes);
  }
}

function cut(request: FastifyRequest): void {
  request.raw.socket.resetAndDestroy();
}

async function readAll(payload: unknown): Promise<Buffer> {
  if (typeof payload === "string" || Buffer.isBuffer(payload)) return Buffer.from(payload);
  const chunks: Buffer[] = [];
  for await (const chunk of payload as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function flipMiddle(body: Buffer): Buffer {
  const middle = body.length >> 1;
  body.writeUInt8((body[middle] ?? 0) ^ 1, middle);
  return body;
}
