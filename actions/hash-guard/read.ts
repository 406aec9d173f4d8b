/**
 * Reads one file as text, or says why it cannot: not UTF-8, NUL bytes, too large, too many tokens, no permission. It
 * never throws for a file. It waits for the disk: for files of 2 kB a promise costs five times the read.
 */

import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { lex } from "../lib/nix/syntax/lexer.ts";
import type { Found } from "./discover.ts";
import { kindOf } from "./file-kind.ts";
import { type Finding, fileFinding, placesIn, type Source } from "./finding.ts";

/** Bytes. No Nix file of a person comes near it. */
const largest = 32 * 1024 * 1024;

export function readSource({ file, path }: Found): Source | Finding {
  try {
    const bytes = readBytes(path);
    if (typeof bytes === "number")
      return unreadable(
        file,
        `has ${(bytes / 1e6).toFixed(1)} MB, the guard reads up to ${(largest / 1e6).toFixed(1)} MB`,
      );
    const nul = bytes.indexOf(0);
    if (nul >= 0) return nulFinding(file, bytes, nul);
    if (!isUtf8(bytes)) return unreadable(file, "is not UTF-8");
    const text = bytes.toString("utf8");
    return (kindOf(file) === "nix" ? tooMany(file, text) : undefined) ?? { file, text };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return unreadable(file, `cannot be read: ${code === "EACCES" ? "no permission" : message}`);
  }
}

/** Tokens: 32 MB of what people and generators write. Brackets alone would be five times as many, and exhaust the heap. */
const mostTokens = 6_000_000;

/** A shorter text cannot have so many. */
function tooMany(file: string, text: string): Finding | undefined {
  const count = text.length <= mostTokens ? 0 : lex(text).tokens.count;
  if (count <= mostTokens) return undefined;
  return unreadable(file, `has ${count} tokens, the guard reads up to ${mostTokens}`, "split it");
}

/** For Nix a NUL in code ends the file without a word: whatever is written after it looks like code and is none. */
function nulFinding(file: string, bytes: Buffer, nul: number): Finding {
  const place = placesIn({ file, text: bytes.toString("utf8") });
  const start = bytes.subarray(0, nul).toString("utf8").length;
  return {
    ...{ code: "file-unreadable", severity: "error", ...place(start, start + 1) },
    what: "a NUL byte: Nix stops reading here, and what follows is hidden from it",
    fix: "save it as UTF-8 text without the byte, and read what stands behind it",
  };
}

/** Most files fit: one open, one read, one close. What was read is decoded before the next file is. */
const usual = Buffer.allocUnsafeSlow(1 << 16);

/** The size when it is too large to read. */
function readBytes(path: string): Buffer | number {
  const file = openSync(path, "r");
  try {
    const read = readSync(file, usual, 0, usual.length, 0);
    if (read < usual.length) return usual.subarray(0, read);
    const { size } = fstatSync(file);
    return size > largest ? size : readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function unreadable(
  file: string,
  what: string,
  fix = "save it as UTF-8 text, or leave it out of paths",
): Finding {
  return fileFinding(file, "file-unreadable", `${JSON.stringify(file)} ${what}`, fix);
}
