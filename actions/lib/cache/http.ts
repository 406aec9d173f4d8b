/** HTTP with a timeout on everything and retries where they help. Never throws for what a server or a network did. */

import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs, defaultRetryPolicy, isTransient, type RetryPolicy, retryAfterMs } from "./retry.ts";

export type Call = {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  /** Read at most so many bytes of the body, then hang up. */
  readonly bodyLimit?: number;
  /** Takes the body of a 2xx instead of the reply; called anew for every try. What it throws counts as a lost connection. */
  readonly sink?: (chunks: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Of the answer: a large one is given more time. */
  readonly expectedBytes?: number;
};

export type Reply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Headers;
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
  return { tally, send: (call) => sendWithRetries(call, full, tally) };
}

export function bodyText(reply: { readonly body: Uint8Array }): string {
  return Buffer.from(reply.body).toString("utf8");
}

async function sendWithRetries(call: Call, settings: HttpSettings, tally: Tally): Promise<Reply> {
  for (let attempt = 1; ; attempt++) {
    const reply = await sendOnce(call, attempt, settings, tally);
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

async function sendOnce(call: Call, attempts: number, settings: HttpSettings, tally: Tally): Promise<Reply> {
  if (call.signal.aborted) return { kind: "silence", reason: "cancelled", attempts };
  const size = call.body?.length ?? 0;
  const moved = size + (call.expectedBytes ?? 0);
  const deadline = startDeadline(call.signal, settings.timeoutMs + (moved / slowestBytesPerSecond) * 1000);
  tally.requests++;
  try {
    const response = await fetch(call.url, {
      method: call.method,
      ...redirection(call),
      signal: deadline.signal,
      ...(call.headers === undefined ? {} : { headers: call.headers }),
      ...(call.body === undefined ? {} : { body: call.body }),
    });
    tally.bytesOut += size;
    const body = await readBody(response, call, tally);
    return { kind: "answer", status: response.status, headers: response.headers, body, attempts };
  } catch (error) {
    if (call.signal.aborted) return { kind: "silence", reason: "cancelled", attempts };
    const reason = deadline.signal.aborted ? "no answer in time" : explainFailure(error);
    return { kind: "silence", reason, attempts };
  } finally {
    deadline.clear();
  }
}

/** Not AbortSignal.timeout: that keeps every request and its body alive until the time is over, a thousand at once. */
function startDeadline(
  outer: AbortSignal,
  milliseconds: number,
): { readonly signal: AbortSignal; readonly clear: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, milliseconds);
  outer.addEventListener("abort", abort);
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outer.removeEventListener("abort", abort);
    },
  };
}

/** A redirected POST would silently become a GET. Where redirects are errors, fetch keeps no second copy of the body. */
function redirection(call: Call): Pick<RequestInit, "redirect" | "window"> {
  if (call.method === "PUT") return { redirect: "error", window: null };
  return { redirect: call.method === "POST" ? "manual" : "follow" };
}

async function readBody(response: Response, call: Call, tally: Tally): Promise<Uint8Array> {
  const counted = count(response.body ?? [], tally);
  if (call.sink !== undefined && response.ok) {
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

async function* count(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  tally: Tally,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    tally.bytesIn += chunk.length;
    yield chunk;
  }
}

/** The innermost cause: fetch itself only says "fetch failed". */
function explainFailure(error: unknown): string {
  let innermost = error as Failure;
  while (innermost.cause !== undefined || innermost.errors?.[0] !== undefined)
    innermost = (innermost.cause ?? innermost.errors?.[0]) as Failure;
  return failureTexts[innermost.code ?? ""] ?? innermost.message ?? String(error);
}

/** Errors of fetch, whichever realm they come from. */
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
  UND_ERR_SOCKET: "connection lost",
};
