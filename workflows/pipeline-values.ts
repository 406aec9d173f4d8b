/** What jobs are made of: texts of a spec that are known now, or inputs of a called workflow that are known when it runs. */

import { type Expression, equals, github, type Template, textWhen } from "./model/expression.ts";
import type { ActionSource } from "./model/step.ts";
import type { CacheSpec, Spec } from "./spec.ts";

export type Text = string | Expression | Template;

export type PackagesValues = {
  readonly flake: Text;
  readonly systems?: Text;
  readonly runners?: Text;
  readonly attributes?: Text;
  readonly cache?: Text;
  /** For the runner's Nix: where to read from, and whose signatures to believe. */
  readonly nixConfig?: Text;
  readonly knownFailures?: Text;
  /** Environment of the jobs that push; empty where they may not. */
  readonly tokenEnvironment?: Expression;
};

export type PipelineValues = {
  readonly actions: ActionSource;
  readonly guardPaths: Text;
  readonly packages?: PackagesValues;
  readonly nested: boolean;
  /** An expression is true or false only when the workflow runs. */
  readonly flakeCheck: boolean | Expression;
  readonly check: boolean;
  readonly gateName: string;
};

export function valuesOf(spec: Spec): PipelineValues {
  const { actions, guardPaths, packages, check, gateName } = spec;
  return {
    actions,
    guardPaths: guardPaths.join("\n"),
    ...(packages === undefined ? {} : { packages: packagesValues(packages, spec.defaultBranch) }),
    nested: packages?.nested ?? false,
    flakeCheck: packages?.flakeCheck ?? false,
    check,
    gateName,
  };
}

function packagesValues(packages: NonNullable<Spec["packages"]>, branch: string): PackagesValues {
  const { flake, systems, attributes, cache, knownFailures, tokenEnvironment } = packages;
  const runners = Object.entries(packages.runners).map(([system, label]) => `${system}=${label}`);
  const nixConfig = cache === undefined ? undefined : nixConfigOf(cache);
  return {
    flake,
    ...(systems.length === 0 ? {} : { systems: systems.join("\n") }),
    ...(runners.length === 0 ? {} : { runners: runners.join("\n") }),
    ...(attributes.length === 0 ? {} : { attributes: attributes.join("\n") }),
    ...(cache === undefined ? {} : { cache: cache.name }),
    ...(nixConfig === undefined ? {} : { nixConfig }),
    ...(knownFailures === undefined ? {} : { knownFailures }),
    ...(tokenEnvironment === undefined
      ? {}
      : { tokenEnvironment: textWhen(equals(github("ref"), `refs/heads/${branch}`), tokenEnvironment) }),
  };
}

/** Undefined when the cache's key or address is not known: Nix would refuse what it cannot verify. */
export function nixConfigOf({ name, readUrl, publicKey }: CacheSpec): string | undefined {
  const substituter = readUrl ?? cachixUrl(name);
  if (substituter === undefined || publicKey === undefined) return undefined;
  return `extra-substituters = ${substituter}\nextra-trusted-public-keys = ${publicKey}\n`;
}

function cachixUrl(name: string): string | undefined {
  if (name.startsWith("https:")) return name;
  return name.startsWith("cachix+") ? undefined : `https://${name}.cachix.org`;
}
