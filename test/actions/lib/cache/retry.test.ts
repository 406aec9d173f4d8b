import { describe, expect, test } from "@jest/globals";
import {
  backoffMs,
  defaultRetryPolicy,
  isTransient,
  retryAfterMs,
} from "../../../../actions/lib/cache/retry.ts";
import { fc } from "../../../support/property.ts";

test("only what may pass by itself is transient", () => {
  const transient = [200, 201, 301, 400, 401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504, 520].filter(
    isTransient,
  );
  expect(transient).toEqual([408, 429, 500, 502, 503, 504, 520]);
});

test("backoff is full jitter under a doubling ceiling", () => {
  const attempts = fc.integer({ min: 1, max: 40 });
  const random = fc.double({ min: 0, max: 0.999999, noNaN: true });
  fc.assert(
    fc.property(attempts, random, (attempt, chance) => {
      const pause = backoffMs(defaultRetryPolicy, attempt, chance);
      expect(pause).toBeGreaterThanOrEqual(0);
      expect(pause).toBeLessThan(Math.min(15_000, 1000 * 2 ** (attempt - 1)));
    }),
  );
  expect(backoffMs(defaultRetryPolicy, 3, 0.5)).toBe(2000);
});

describe("what the server asks for", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  test.each([
    ["seconds", { "retry-after": "7" }, "", 7000],
    ["a date", { "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, "", 30_000],
    [
      "a date by the server's own clock, years away from ours",
      { "retry-after": "Wed, 21 Oct 2015 07:28:30 GMT", date: "Wed, 21 Oct 2015 07:28:00 GMT" },
      "",
      30_000,
    ],
    ["a date gone by", { "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, "", 0],
    [
      "problem+json",
      { "content-type": "application/problem+json; charset=utf-8" },
      '{"retry_after":60}',
      60_000,
    ],
    [
      "the header before the body",
      { "retry-after": "1", "content-type": "application/json" },
      '{"retry_after":60}',
      1000,
    ],
    ["nothing", {}, "", undefined],
    ["nonsense", { "retry-after": "soon", "content-type": "application/json" }, "{", undefined],
    ["a negative wish", { "content-type": "application/json" }, '{"retry_after":-1}', undefined],
    ["JSON that is no object", { "content-type": "application/json" }, "null", undefined],
    ["HTML that looks like JSON", { "content-type": "text/html" }, '{"retry_after":60}', undefined],
  ])("%s", (_name, headers, body, expected) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>), body, now)).toBe(expected);
  });
});
