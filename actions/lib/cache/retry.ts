/** When a request is tried again and after how long. Refuses to wait: it only says how long. */

export type RetryPolicy = {
  /** Tries in all, the first included. */
  readonly attempts: number;
  readonly baseMs: number;
  /** Longest backoff; a server's own `Retry-After` may ask for more. */
  readonly capMs: number;
  readonly longestRetryAfterMs: number;
};

/** The real client's figures (cachix 1.11.1, Retry.hs), with tries counted where it counts seconds. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  baseMs: 1000,
  capMs: 15_000,
  longestRetryAfterMs: 120_000,
};

/** 429 and every 5xx; 408 is what proxies say for a slow upload. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Full jitter. `attempt` counts from 1; `random` is in [0, 1). */
export function backoffMs(policy: RetryPolicy, attempt: number, random: number): number {
  return Math.floor(random * Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1)));
}

/** What the server asks for, in milliseconds: `Retry-After` as seconds or date, or `retry_after` of problem+json. */
export function retryAfterMs(
  headers: { readonly get: (name: string) => string | null },
  body: string,
  now: number,
): number | undefined {
  return (
    headerMs(headers.get("retry-after"), serverTime(headers, now)) ??
    bodyMs(headers.get("content-type") ?? "", body)
  );
}

/** By its own clock: the two may be hours apart, and a `Retry-After` date is meant by the server's. */
function serverTime(headers: { readonly get: (name: string) => string | null }, now: number): number {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? now : date;
}

function headerMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function bodyMs(type: string, body: string): number | undefined {
  if (!/^application\/(problem\+)?json\b/.test(type)) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null || !("retry_after" in value)) return undefined;
    const seconds = value.retry_after;
    return typeof seconds === "number" && seconds >= 0 ? seconds * 1000 : undefined;
  } catch {
    return undefined;
  }
}
