/** HTTP with a timeout on everything and retries where they help. Never throws for what a server or a network did. */

import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connections, exchange, openConnections } from "./http-exchange.ts";
import { backoffMs, defaultRetryPolicy, isTransient, type RetryPolicy, retryAfterMs } from "./retry.ts";

export type Call = {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal: AbortSignal;
  /** Read at most so many bytes of the body, then hang up. */
  readonly bodyLimit?: number;
  /** Takes the body of a 2xx instead of the reply; called anew for every try. What it throws counts as a lost connection. */
  readonly sink?: (chunks: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Of the answer: a large one is given more time. */
  readonly expectedBytes?: number;
};

/** By lower-case name. */
export type HeaderReader = { readonly get: (name: string) => string | null };

export type Reply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: HeaderReader;
      readonly body: Uint8Array;
      readonly attempts: number;
    }
  | { readonly kind: "silence"; readonly reason: string; readonly attempts: number };

/** What was asked and moved, for the report. Bytes are bodies only. */
export type Tally = { requests: number; retries: number; bytesOut: number; bytesIn: number };

export type HttpSettings = {
  readonly retry: RetryPolicy;
  /** For one try, bodies included. Every 64 KiB of them get a second more. */
  readonly timeoutMs: number;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
};

export type Http = { readonly send: (call: Call) => Promise<Reply>; readonly tally: Tally };

const slowestBytesPerSecond = 65_536;
const defaultBodyLimit = 64 * 1024 * 1024;

export const defaultHttpSettings: HttpSettings = {
  retry: defaultRetryPolicy,
  timeoutMs: 60_000,
  wait: async (milliseconds, signal) => void (await sleep(milliseconds, undefined, { signal })),
  random: Math.random,
};

export function openHttp(settings: Partial<HttpSettings> = {}): Http {
  const full = { ...defaultHttpSettings, ...settings };
  const tally: Tally = { requests: 0, retries: 0, bytesOut: 0, bytesIn: 0 };
  const wire: Wire = { settings: full, tally, connections: openConnections() };
  return { tally, send: (call) => sendWithRetries(call, wire) };
}

export function bodyText(reply: { readonly body: Uint8Array }): string {
  return Buffer.from(reply.body).toString("utf8");
}

type Wire = {
  readonly settings: HttpSettings;
  readonly tally: Tally;
  readonly connections: Connections;
};

async function sendWithRetries(call: Call, wire: Wire): Promise<Reply> {
  const { settings, tally } = wire;
  for (let attempt = 1; ; attempt++) {
    const reply = await sendOnce(call, attempt, wire);
    const worthRetrying = reply.kind === "silence" || isTransient(reply.status);
    if (!worthRetrying || attempt >= settings.retry.attempts || call.signal.aborted) return reply;
    tally.retries++;
    try {
      await settings.wait(pauseMs(reply, attempt, settings), call.signal);
    } catch {
      return reply;
    }
  }
}

function pauseMs(reply: Reply, attempt: number, settings: HttpSettings): number {
  const asked =
    reply.kind === "answer" ? retryAfterMs(reply.headers, bodyText(reply), Date.now()) : undefined;
  if (asked !== undefined) return Math.min(asked, settings.retry.longestRetryAfterMs);
  return backoffMs(settings.retry, attempt, settings.random());
}

async function sendOnce(call: Call, attempts: number, wire: Wire): Promise<Reply> {
  if (call.signal.aborted) return { kind: "silence", reason: "cancelled", attempts };
  const { settings, tally, connections } = wire;
  const size = call.body === undefined ? 0 : Buffer.byteLength(call.body);
  const moved = size + (call.expectedBytes ?? 0);
  const { method, url, headers = {}, body } = call;
  tally.requests++;
  let deadline: Deadline | undefined;
  try {
    const { answer, cut } = exchange({ method, url, headers, body }, connections);
    deadline = startDeadline(call.signal, settings.timeoutMs + (moved / slowestBytesPerSecond) * 1000, cut);
    const response = await answer;
    tally.bytesOut += size;
    const received = await readBody(response, call, tally);
    const { statusCode: status = 0 } = response;
    return { kind: "answer", status, headers: readerOf(response), body: received, attempts };
  } catch (error) {
    if (call.signal.aborted) return { kind: "silence", reason: "cancelled", attempts };
    const reason = deadline?.isOver() ? "no answer in time" : explainFailure(error);
    return { kind: "silence", reason, attempts };
  } finally {
    deadline?.clear();
  }
}

type Deadline = { readonly isOver: () => boolean; readonly clear: () => void };

/** One timer and one listener, gone with the request: a thousand requests are under way in a push. */
function startDeadline(outer: AbortSignal, milliseconds: number, cut: () => void): Deadline {
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    cut();
  }, milliseconds);
  outer.addEventListener("abort", cut);
  return {
    isOver: () => isOver,
    clear: () => {
      clearTimeout(timer);
      outer.removeEventListener("abort", cut);
    },
  };
}

function readerOf({ headers }: IncomingMessage): HeaderReader {
  return {
    get: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(", ") : (value ?? null);
    },
  };
}

async function readBody(response: IncomingMessage, call: Call, tally: Tally): Promise<Uint8Array> {
  const counted = count(response, tally);
  const { statusCode: status = 0 } = response;
  if (call.sink !== undefined && status >= 200 && status <= 299) {
    await call.sink(counted);
    return new Uint8Array();
  }
  const limit = call.bodyLimit ?? defaultBodyLimit;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of counted) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= limit) break;
  }
  return Buffer.concat(chunks, size);
}

async function* count(chunks: AsyncIterable<Uint8Array>, tally: Tally): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    tally.bytesIn += chunk.length;
    yield chunk;
  }
}

/** The innermost cause: of a name with several addresses, what the first one said. */
function explainFailure(error: unknown): string {
  let innermost = error as Failure;
  while (innermost.cause !== undefined || innermost.errors?.[0] !== undefined)
    innermost = (innermost.cause ?? innermost.errors?.[0]) as Failure;
  return failureTexts[innermost.code ?? ""] ?? innermost.message ?? String(error);
}

/** Errors of the network, whichever realm they come from. */
type Failure = {
  readonly code?: string;
  readonly message?: string;
  readonly cause?: unknown;
  /** One per address that was tried. */
  readonly errors?: readonly unknown[];
};

const failureTexts: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "no such host",
  EPIPE: "connection reset",
  ETIMEDOUT: "no answer in time",
};
