/** Nix's evaluation errors, read for people: what went wrong in one line, and where. Understands the texts of Nix 2.4 to 2.35 and Lix. */

import { stripVTControlCharacters } from "node:util";
import type { Position } from "../plan-file.ts";

/** The first error of a Nix run, of which later ones are consequences, on one line; `""` when it said nothing. */
export function summarizeNixError(stderr: string): string {
  const lines = tellingLines(stderr);
  const start = lines.findIndex((line) => /^\s*error: *\S/.test(line));
  if (start < 0) return (lines.findLast((line) => line.trim() !== "") ?? "").trim();
  const first = (lines[start] ?? "").replace(/^\s*error: */, "").replace(/[\s;]+$/, "");
  if (!first.endsWith(":")) return first;
  const details = lines.slice(start + 1).map((line) => line.trim());
  return [first, ...details.slice(0, details.indexOf("") < 0 ? 3 : details.indexOf(""))].join(" ");
}

/** Every place the error names, outermost first: newer versions print the trace, older ones only the place itself. */
export function placesIn(stderr: string): readonly Position[] {
  const found = stripVTControlCharacters(stderr).matchAll(
    /\bat ((?:\/|«[^»\n]*»\/)[^\n:]+):(\d+)(?::(\d+))?/g,
  );
  return Array.from(found, ([, file = "", line, column]) => ({
    file,
    line: Number(line),
    ...(column === undefined ? {} : { column: Number(column) }),
  }));
}

/** The evaluator gave up for want of memory; the attribute it stood at need not be the guilty one. */
export function isOutOfMemory(stderr: string): boolean {
  return /^error: (out of memory|std::bad_alloc)|GC Warning: Out of Memory/im.test(
    stripVTControlCharacters(stderr),
  );
}

/** Without colours, and without what is no part of the error: traces, warnings, advice. */
export function tellingLines(stderr: string): readonly string[] {
  return stripVTControlCharacters(stderr).split("\n").filter(isTelling);
}

function isTelling(line: string): boolean {
  return !/^(trace: |\(use '--show-trace'|path '.*' does not contain a 'flake\.nix', searching up|GC Warning: |warning: |evaluation warning: )/.test(
    line.trimStart(),
  );
}
