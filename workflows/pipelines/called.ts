/** The workflows that other repositories call: the same jobs, with inputs where a spec has texts. Secrets go by name. */

import { call, reusable } from "../model/call.ts";
import { type Secret, secret } from "../model/expression.ts";
import { type CallInterface, input } from "../model/interface.ts";
import type { CalledWorkflow, CallJob } from "../model/workflow.ts";
import { type PackagesValues, type PipelineValues, valuesOf } from "../pipeline-values.ts";
import type { Spec } from "../spec.ts";
import { ciJobs, nightlyJobs } from "./jobs.ts";

const nightlyInputs = {
  "guard-paths": { type: "string", description: "What hash-guard reads, one per line", default: "." },
  flake: { type: "string", description: "Flake reference of the package set", default: "." },
  systems: { type: "string", description: "Systems, one per line; empty: all of the flake", default: "" },
  runners: {
    type: "string",
    description: "Runners of your own, one per line: SYSTEM=LABEL; else GitHub's",
    default: "",
  },
  attributes: { type: "string", description: "Flake outputs to build, one per line", default: "packages" },
  cache: { type: "string", description: "Cache to ask and to push to; empty: none", default: "" },
  "nix-config": { type: "string", description: "Lines for the runner's nix.conf", default: "" },
  "known-failures": { type: "string", description: "File that remembers what failed", default: "" },
} as const satisfies CallInterface["inputs"];

const ciInputs = {
  ...nightlyInputs,
  "flake-check": { type: "boolean", description: "Evaluate every output of the flake", default: true },
} as const satisfies CallInterface["inputs"];

const secrets = {
  CACHIX_AUTH_TOKEN: { description: "Cachix token with write permission; without it nothing is pushed" },
} as const satisfies CallInterface["secrets"];

const values: PipelineValues & { readonly packages: PackagesValues } = {
  actions: { from: "self" },
  guardPaths: input(ciInputs, "guard-paths"),
  packages: {
    flake: input(nightlyInputs, "flake"),
    systems: input(nightlyInputs, "systems"),
    runners: input(nightlyInputs, "runners"),
    attributes: input(nightlyInputs, "attributes"),
    cache: input(nightlyInputs, "cache"),
    nixConfig: input(nightlyInputs, "nix-config"),
    knownFailures: input(nightlyInputs, "known-failures"),
  },
  nested: true,
  flakeCheck: input(ciInputs, "flake-check"),
  check: false,
  gateName: "Gate",
};

const calledCi = reusable({
  id: "nix-ci",
  name: "Nix CI",
  call: { inputs: ciInputs, secrets },
  jobs: ciJobs(values),
});

const calledNightly = reusable({
  id: "nix-nightly",
  name: "Nix nightly",
  call: { inputs: nightlyInputs, secrets },
  jobs: nightlyJobs(values),
});

/** For the repository that holds them. */
export const calledWorkflows: readonly CalledWorkflow[] = [calledCi, calledNightly];

/** What a spec says beyond the defaults; the rest is left out, so that the caller's file stays a few lines. */
export function callCi(spec: Spec): CallJob<"ci", never> {
  const { flakeCheck } = valuesOf(spec);
  return call(calledCi, spec.actions, {
    id: "ci",
    name: "CI",
    with: {
      ...textsOf(spec),
      ...(flakeCheck === false ? { "flake-check": false } : {}),
    },
    secrets: secretsOf(spec),
  });
}

export function callNightly(spec: Spec): CallJob<"nightly", never> {
  return call(calledNightly, spec.actions, {
    id: "nightly",
    name: "Nightly",
    with: textsOf(spec),
    secrets: secretsOf(spec),
  });
}

function textsOf(spec: Spec) {
  const { guardPaths, packages } = valuesOf(spec);
  const { flake = ".", systems, runners, attributes, cache, nixConfig, knownFailures } = packages ?? {};
  return {
    ...(guardPaths === "." ? {} : { "guard-paths": guardPaths }),
    ...(flake === "." ? {} : { flake }),
    ...(systems === undefined ? {} : { systems }),
    ...(runners === undefined ? {} : { runners }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(cache === undefined ? {} : { cache }),
    ...(nixConfig === undefined ? {} : { "nix-config": nixConfig }),
    ...(knownFailures === undefined ? {} : { "known-failures": knownFailures }),
  };
}

function secretsOf({ packages }: Spec): { readonly CACHIX_AUTH_TOKEN?: Secret } {
  return packages?.cache === undefined ? {} : { CACHIX_AUTH_TOKEN: secret("CACHIX_AUTH_TOKEN") };
}
