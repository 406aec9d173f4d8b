import type { Contract } from "./contract.ts";

export const cachixPush = {
  name: "cachix-push",
  title: "Push to Cachix",
  description: "Push closures to a Cachix cache, read them back, report every path",
  icon: "upload-cloud",
  inputs: {
    cache: {
      kind: "text",
      required: true,
      description: "Where to push: a Cachix name, `https://NAME.cachix.org`, or `cachix+http://HOST/NAME`",
    },
    "auth-token": {
      kind: "secret",
      description: "Cachix token with write permission; without it nothing is pushed",
    },
    "signing-key": {
      kind: "secret",
      description: "Own signing key, bare or as `NAME:KEY`; without it the server signs",
    },
    paths: { kind: "lines", description: "Store paths whose closures are pushed, one per line" },
    "results-file": { kind: "text", description: "Results of nix-build whose outputs are pushed" },
    policy: {
      kind: "choice",
      choices: ["fail", "warn", "ignore"],
      description: "What a failed push does to the job",
      default: "fail",
    },
    verify: { kind: "flag", description: "Read everything back as an anonymous client", default: "true" },
  },
  outputs: {
    pushed: { description: "How many paths were pushed" },
    present: { description: "How many paths the cache had already" },
    failed: { description: "How many paths could not be pushed or read back" },
    "report-file": { description: "Path of the report as JSON" },
  },
} as const satisfies Contract;
