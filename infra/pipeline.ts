/** What workflows/ gives for a stack's settings: files, required checks, actions in use. It renders nothing itself. */

import { type RequiredCheck, requiredChecks } from "../workflows/checks.ts";
import { type GeneratedFile, renderFilesFor, workflowsFor } from "../workflows/files.ts";
import { type Outcome, type Problem, succeed } from "../workflows/problem.ts";
import { type CheckTransition, planRequiredChecks } from "../workflows/rename.ts";
import { parseSpec } from "../workflows/spec.ts";
import { usedActions } from "../workflows/used-actions.ts";
import { type KnownChecks, noChecks } from "./check-history.ts";
import type { Settings } from "./settings-schema.ts";

export type Pipeline = {
  readonly files: readonly GeneratedFile[];
  /** What the ruleset requires now: while a check is renamed, not yet what the workflows want. */
  readonly checks: readonly RequiredCheck[];
  readonly phase: CheckTransition["phase"];
  /** What the maintainer does next; empty when nothing is left to do. */
  readonly next: string;
  /** `owner/name` or `owner/name/folder` of every action of others that a workflow uses, once. */
  readonly actions: readonly string[];
};

/** `known` is what GitHub requires and has seen. Problems: setting-invalid under `pipeline`, check-unreachable. */
export function planPipeline(settings: Settings, known: KnownChecks = noChecks): Outcome<Pipeline> {
  const spec = parseSpec(specOf(settings));
  if (!spec.ok) return { ok: false, problems: spec.problems.map(underPipeline) };
  const wanted = requiredChecks(workflowsFor(spec.value));
  if (!wanted.ok) return wanted;
  const { required, formerChecks, phase, next } = planRequiredChecks({ ...known, wanted: wanted.value });
  const rendered = { ...spec.value, formerChecks: [...spec.value.formerChecks, ...formerChecks] };
  return succeed({
    files: renderFilesFor(rendered),
    actions: usedActions(workflowsFor(rendered)),
    checks: required,
    phase,
    next,
  });
}

/** How the actions name the cache: the bare name at Cachix itself, else the server with it. */
export function cacheReference({ name, host }: Settings["cache"]): string {
  const root = host.replace(/\/+$/, "");
  return root === "https://cachix.org" ? name : `cachix+${root}/${name}`;
}

function specOf(settings: Settings): unknown {
  const { repository, defaultBranch, cache, cacheToken, organizations, pipeline } = settings;
  const { flake = ".", systems = [], actions = { from: "checkout" }, ...more } = pipeline;
  const { knownFailures, runners, attributes, folders, nested, flakeCheck, nightly, ...rest } = more;
  return {
    ...rest,
    name: repository.name,
    defaultBranch,
    actions,
    packages: {
      flake,
      organizations,
      systems,
      runners,
      knownFailures,
      attributes,
      folders,
      nested,
      flakeCheck,
      nightly,
      tokenEnvironment: cacheToken.environment,
      cache: { name: cacheReference(cache), readUrl: cache.readUrl, publicKey: cache.publicKey },
    },
  };
}

function underPipeline(problem: Problem): Problem {
  const field = typeof problem.where === "string" ? problem.where.replace(/^packages\./, "") : "";
  return { ...problem, where: `nur-ci:pipeline.${field}` };
}
