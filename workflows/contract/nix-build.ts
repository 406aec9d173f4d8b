import type { Contract } from "./contract.ts";

export const nixBuild = {
  name: "nix-build",
  title: "Nix build",
  description: "Build a shard of the plan, ask the store what is there, name the root cause of every failure",
  icon: "package",
  inputs: {
    flake: { kind: "text", description: "Flake reference of the package set", default: "." },
    "plan-file": { kind: "text", description: "Path of the plan" },
    shard: {
      kind: "text",
      description: "Id of the shard to build; empty: every shard for this machine's system",
    },
    organization: {
      kind: "text",
      description: "Of a plan without a shard: only what belongs to this organization; empty: everybody",
    },
    attrs: { kind: "lines", description: "Attributes to build instead of a shard, one per line" },
    "known-failures": {
      kind: "text",
      description:
        "Where derivations that failed are remembered: a file, a folder (existing, or with / at its end), or a name in the Actions cache; this build adds to it and removes what is mended",
    },
    memory: {
      kind: "choice",
      choices: ["file", "actions-cache"],
      description: "What known-failures names: a file or folder, or an entry of the Actions cache",
      default: "file",
    },
    "retry-known": {
      kind: "flag",
      description: "Build also what is known to fail",
      default: "false",
    },
    "deadline-minutes": {
      kind: "count",
      description:
        "Minutes after which builds are ended, what is done is pushed and the rest is not reached; 0: none",
      default: "0",
    },
    cache: {
      kind: "text",
      description: "Cache that finished outputs are pushed to while others build; empty: none",
    },
    "auth-token": {
      kind: "secret",
      description: "Token of the cache with write permission; without it nothing is pushed",
    },
    "signing-key": {
      kind: "secret",
      description: "Own signing key, bare or as `NAME:KEY`; without it the server signs",
    },
    policy: {
      kind: "choice",
      choices: ["fail", "warn", "ignore", "fail-on-main"],
      description:
        "What a failed push does to the job; `fail-on-main` fails on the default branch and warns elsewhere",
      default: "fail",
    },
  },
  outputs: {
    "results-file": { description: "Path of the results as JSON" },
    built: { description: "How many attributes were built or substituted" },
    failed: { description: "How many attributes failed" },
    "not-reached": { description: "How many attributes were not reached before the end" },
    pushed: { description: "How many paths were pushed while building" },
  },
} as const satisfies Contract;
