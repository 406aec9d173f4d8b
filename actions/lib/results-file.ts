/** What became of every attribute and every store path: the one document that build, push and report share. */

import * as v from "valibot";
import { type Outcome, succeed } from "../../workflows/problem.ts";
import { parseDocument } from "./document.ts";

export const failureClasses = [
  "hash-mismatch",
  "builder-failed",
  "dependency-failed",
  "no-output",
  "timeout",
  "log-limit",
  "disk-full",
  "out-of-memory",
  "unsupported-system",
  "network",
  "evaluation",
  "broken",
  "unfree",
  "insecure",
  "cancelled",
] as const;

export type FailureClass = (typeof failureClasses)[number];

const failure = v.object({
  class: v.picklist(failureClasses),
  /** The derivation whose own build failed: the attribute's, or a dependency's. */
  rootCause: v.string(),
  /** One line a person can act on. */
  explanation: v.string(),
  /** Last lines of the root cause's log, without colour. */
  logTail: v.array(v.string()),
  /** The right hash, SRI, for hash-mismatch. */
  gotHash: v.optional(v.string()),
  wantedHash: v.optional(v.string()),
  /** Remote builder that it failed on, or that could not be reached. */
  machine: v.optional(v.string()),
  /** ISO date or commit since when it is known to fail; absent: newly broken, or nothing is remembered. */
  since: v.optional(v.string()),
  /** It was not built again. */
  remembered: v.optional(v.boolean()),
});

const attributeResult = v.object({
  attr: v.string(),
  organization: v.string(),
  name: v.string(),
  system: v.string(),
  state: v.picklist(["built", "substituted", "failed", "not-reached", "skipped"]),
  drvPath: v.string(),
  outputs: v.record(v.string(), v.string()),
  mainProgram: v.optional(v.string()),
  seconds: v.optional(v.number()),
  /** Store URI that its first output came from, when this run fetched it. */
  cachedFrom: v.optional(v.string()),
  failure: v.optional(failure),
  /** Of a skipped one that is known to fail: why that is accepted. */
  accepted: v.optional(v.string()),
  /** Since when it had failed until this run. */
  mended: v.optional(v.string()),
});

const pathResult = v.object({
  path: v.string(),
  state: v.picklist(["pushed", "present", "upstream", "failed"]),
  /** Uncompressed and compressed size; absent when nothing was sent. */
  narBytes: v.optional(v.number()),
  fileBytes: v.optional(v.number()),
  seconds: v.optional(v.number()),
  reason: v.optional(v.string()),
});

const resultsFile = v.object({
  version: v.literal(1),
  attributes: v.array(attributeResult),
  paths: v.array(pathResult),
});

const pushReport = v.object({ version: v.literal(1), paths: v.array(pathResult) });

export type Failure = v.InferOutput<typeof failure>;
export type AttributeResult = v.InferOutput<typeof attributeResult>;
export type PathResult = v.InferOutput<typeof pathResult>;
export type ResultsFile = v.InferOutput<typeof resultsFile>;

/** `source` names the file in the problem. */
export function parseResultsFile(text: string, source: string): Outcome<ResultsFile> {
  return parseDocument(resultsFile, { name: "results", remake: "nur-ci build --json" }, { text, source });
}

/** The paths of cachix-push's report; what else stands there is for people. */
export function parsePushedPaths(text: string, source: string): Outcome<readonly PathResult[]> {
  const parsed = parseDocument(
    pushReport,
    { name: "report", remake: "nur-ci push --json" },
    { text, source },
  );
  return parsed.ok ? succeed(parsed.value.paths) : parsed;
}
