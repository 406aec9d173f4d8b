import type { Contract } from "./contract.ts";

export const cachixPush = {
  name: "cachix-push",
  title: "Push to Cachix",
  description: "Push closures to a Cachix cache or any Nix store, read them back, report every path",
  icon: "upload-cloud",
  inputs: {
    cache: {
      kind: "text",
      required: true,
      description:
        "Where to push: a Cachix name, `https://NAME.cachix.org`, `cachix+http://HOST/NAME`, or a store URL (`s3://`, `file://`, `http://`, `ssh-ng://`)",
    },
    client: {
      kind: "choice",
      choices: ["auto", "cachix", "nix-copy", "cachix-cli"],
      description:
        "Who pushes; `auto` goes by the cache, `cachix-cli` is the real program, which must be on PATH",
      default: "auto",
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
      choices: ["fail", "warn", "ignore", "fail-on-main"],
      description:
        "What a failed push does to the job; `fail-on-main` fails on the default branch and warns elsewhere",
      default: "fail",
    },
    verify: {
      kind: "choice",
      choices: ["none", "quick", "full"],
      // What the input was before it had depths.
      synonyms: { true: "quick", false: "none" },
      description: "Read everything back as its users will; `full` downloads every archive and hashes it",
      default: "quick",
    },
  },
  outputs: {
    pushed: { description: "How many paths were pushed" },
    present: { description: "How many paths the cache had already" },
    failed: { description: "How many paths could not be pushed or read back" },
    "report-file": { description: "Path of the report as JSON" },
  },
} as const satisfies Contract;
