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
    attrs: { kind: "lines", description: "Attributes to build instead of a shard, one per line" },
    "known-failures": {
      kind: "text",
      description:
        "File that remembers derivations which failed; this build adds to it and removes what is mended",
    },
  },
  outputs: {
    "results-file": { description: "Path of the results as JSON" },
    built: { description: "How many attributes were built or substituted" },
    failed: { description: "How many attributes failed" },
  },
} as const satisfies Contract;
