/** What decoded hashes have in common: all zero, hardly random, the hash of nothing; and how severe that is in its place. */

import { createHash } from "node:crypto";
import type { Severity } from "../../workflows/problem.ts";
import type { Hash } from "../lib/nix/hash.ts";

/** What a verdict needs to know of the place of a hash. */
type Placed = {
  readonly text: string | undefined;
  readonly hash: Hash | undefined;
  readonly role: "used" | "default";
  readonly shown: boolean;
  readonly fetch: object | undefined;
  readonly inCall: boolean;
};

export function severityOf(site: Pick<Placed, "shown" | "role">): Severity {
  if (site.shown) return "note";
  return site.role === "default" ? "warning" : "error";
}

/** By name, all zero in any encoding, or the empty text that Nix takes for zero. */
export function isPlaceholder(site: Placed): boolean {
  if (site.text === undefined) return true;
  if (site.text === "") return site.role === "used" && (site.fetch !== undefined || site.inCall);
  return site.hash !== undefined && isZero(site.hash);
}

/** Few symbols, a short period, or a run like `abcdefgh`: nothing a hash function gives. Zero is another matter. */
export function isMadeUp(text: string, hash: Hash | undefined): boolean {
  const body = bodyOf(text).replace(/=+$/, "");
  if (body.length < 20 || (hash !== undefined && isZero(hash))) return false;
  if (countSymbols(body) <= 3 || hasShortPeriod(body) || hasLongRun(body)) return true;
  return hash !== undefined && (countSymbols(hash.bytes) <= 4 || hasShortPeriod(hash.bytes));
}

/** What the fetch gave when it gave nothing; undefined for any other hash. */
export function nothingOf(hash: Hash | undefined): string | undefined {
  if (hash === undefined) return undefined;
  return nothings.get(`${hash.algorithm}:${Buffer.from(hash.bytes).toString("hex")}`);
}

export function bodyOf(text: string): string {
  return text.replace(/^(?:md5|sha1|sha256|sha512)[-:]/, "");
}

function isZero(hash: Hash): boolean {
  return hash.bytes.every((byte) => byte === 0);
}

function countSymbols(symbols: Iterable<unknown>): number {
  return new Set(symbols).size;
}

/** NARs of an empty file and of an empty directory; every string is its length in 8 bytes and itself, padded to 8. */
function narOf(...words: readonly string[]): Buffer {
  return Buffer.concat(
    words.map((word) => {
      const padded = Buffer.alloc(8 + Math.ceil(word.length / 8) * 8);
      padded.writeBigUInt64LE(BigInt(word.length));
      padded.write(word, 8);
      return padded;
    }),
  );
}

const empties: readonly (readonly [string, Buffer])[] = [
  ["an empty file", Buffer.alloc(0)],
  ["an empty directory", narOf("nix-archive-1", "(", "type", "directory", ")")],
  ["an empty file", narOf("nix-archive-1", "(", "type", "regular", "contents", "", ")")],
];

const nothings: ReadonlyMap<string, string> = new Map(
  empties.flatMap(([what, bytes]) =>
    ["md5", "sha1", "sha256", "sha512"].map(
      (algorithm) => [`${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`, what] as const,
    ),
  ),
);

/** The whole is one piece of at most half its length again and again; twelve repeated symbols are no accident. */
function hasShortPeriod(symbols: ArrayLike<unknown>): boolean {
  for (let period = 1; period <= symbols.length - 12; period++) {
    let same = 0;
    while (period + same < symbols.length && symbols[same] === symbols[period + same]) same++;
    if (period + same === symbols.length) return true;
  }
  return false;
}

function hasLongRun(body: string): boolean {
  let run = 0;
  for (let index = 1; index < body.length; index++) {
    run = body.charCodeAt(index) - body.charCodeAt(index - 1) === 1 ? run + 1 : 0;
    if (run >= 7) return true;
  }
  return false;
}
