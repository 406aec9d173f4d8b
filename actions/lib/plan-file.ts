/** The plan: what is to be built, in which job, and why the rest is not. Every attribute is in exactly one place. */

import * as v from "valibot";
import type { Outcome } from "../../workflows/problem.ts";
import { parseDocument } from "./document.ts";

export const skipReasons = [
  "cached",
  "unchanged",
  "broken",
  "unfree",
  "insecure",
  "unsupported",
  "excluded",
  "known-failing",
] as const;

const position = v.object({ file: v.string(), line: v.number(), column: v.optional(v.number()) });

const identity = {
  /** Full path below the flake, or below the file: `packages.x86_64-linux.microcosm-constellation`. */
  attr: v.string(),
  organization: v.string(),
  name: v.string(),
  system: v.string(),
};

const entry = v.object({
  ...identity,
  drvPath: v.string(),
  /** Output name to store path. */
  outputs: v.record(v.string(), v.string()),
  /** Relative to the flake's folder. */
  position: v.optional(position),
  meta: v.object({ description: v.optional(v.string()), mainProgram: v.optional(v.string()) }),
  /** Seconds, when known from an earlier build. */
  cost: v.optional(v.number()),
});

const skip = v.object({
  ...identity,
  reason: v.picklist(skipReasons),
  /** What the reason rests on: the cache that has it, the text of `meta`, the commit it fails since. */
  detail: v.optional(v.string()),
  drvPath: v.optional(v.string()),
  outputs: v.optional(v.record(v.string(), v.string())),
  mainProgram: v.optional(v.string()),
});

const shard = v.object({
  id: v.string(),
  organization: v.string(),
  system: v.string(),
  runner: v.string(),
  attrs: v.array(v.string()),
  /** Seconds. */
  estimate: v.number(),
});

const problem = v.looseObject({ code: v.string(), severity: v.string(), what: v.string(), fix: v.string() });

const change = v.object({
  /** The ref as it was given, and the commit it stands for. */
  base: v.string(),
  commit: v.string(),
  /** The base is part of the default branch, which builds all of it: what is the same there is skipped here. */
  skips: v.boolean(),
  added: v.array(v.string()),
  changed: v.array(v.string()),
  removed: v.array(v.string()),
  /** How many attributes have the derivation they had. */
  unchanged: v.number(),
  /** How many derivations are new, by whose they are and where they are built. */
  rebuilds: v.array(v.object({ organization: v.string(), system: v.string(), packages: v.number() })),
});

const planFile = v.object({
  version: v.literal(1),
  flake: v.string(),
  /** Instead of the flake: a file that is none, relative to the workspace. Its attributes have no output before them. */
  file: v.optional(v.string()),
  rev: v.optional(v.string()),
  systems: v.array(v.string()),
  entries: v.array(entry),
  skipped: v.array(skip),
  /** Attributes that did not evaluate: they are neither entries nor skips, and they fail the plan. */
  problems: v.array(problem),
  shards: v.array(shard),
  /** Compared with `base`, when that was asked for and the base evaluates. */
  change: v.optional(change),
});

export type Position = v.InferOutput<typeof position>;
export type Entry = v.InferOutput<typeof entry>;
export type Skip = v.InferOutput<typeof skip>;
export type Shard = v.InferOutput<typeof shard>;
export type Change = v.InferOutput<typeof change>;
export type PlanFile = v.InferOutput<typeof planFile>;

/** `source` names the file in the problem. */
export function parsePlanFile(text: string, source: string): Outcome<PlanFile> {
  return parseDocument(planFile, { name: "plan", remake: "nur-ci plan --json" }, { text, source });
}
