import type { Contract } from "./contract.ts";

export const plan = {
  name: "plan",
  title: "Nix build plan",
  description:
    "Evaluate every attribute alone, skip what the cache has or cannot be built, group the rest into jobs",
  icon: "map",
  inputs: {
    flake: { kind: "text", description: "Flake reference of the package set", default: "." },
    file: {
      kind: "text",
      description:
        "A `default.nix` that is no flake, instead of `flake`, planned for the systems it names itself",
    },
    attribute: {
      kind: "lines",
      description:
        "Flake outputs to plan, one per line: `packages`, `checks`, `legacyPackages`, `hydraJobs`, or a dotted path",
      default: "packages",
    },
    systems: {
      kind: "lines",
      description: "Systems to plan for, one per line; empty: every system the flake names",
    },
    runners: {
      kind: "lines",
      description:
        "Runners of your own, one per line, `SYSTEM=LABEL`, for example `aarch64-linux=big-arm`; else GitHub's hosted ones",
    },
    cache: {
      kind: "lines",
      description:
        "Caches to ask, one per line: a Cachix name, `https://NAME.cachix.org`, `cachix+http://HOST/NAME`, or any binary cache such as `https://cache.nixos.org`",
    },
    "auth-token": { kind: "secret", description: "Token for private Cachix caches; no other host sees it" },
    "known-failures": {
      kind: "text",
      description:
        "File that remembers derivations which failed: they are not built again, and fail the step unless the file says why they are accepted",
    },
    "max-jobs": {
      kind: "count",
      description: "Most jobs, 1 to 256; with `nested` up to 4096",
      default: "256",
    },
    nested: {
      kind: "flag",
      description: "Allow more than the 256 jobs of one matrix: use the output `groups`",
      default: "false",
    },
    "target-minutes": {
      kind: "count",
      description: "Wanted time of one job: longer ones are split while there are jobs left",
      default: "45",
    },
    timings: {
      kind: "lines",
      description:
        "Results files of earlier runs, or folders of them: how long builds take; else the history, else the language tells",
    },
    history: {
      kind: "text",
      description:
        "Name in the Actions cache under which `report` keeps how long builds take; empty: not looked up",
    },
    base: {
      kind: "text",
      description:
        "Git ref or commit to compare with, for example the base of a pull request; empty: compare with nothing",
    },
  },
  outputs: {
    matrix: {
      description:
        'Value for `strategy.matrix`, JSON: `{"include": [{shard, organization, system, runner}]}`; empty above 256 jobs',
    },
    groups: {
      description:
        'Value for the outer matrix of nested workflows, JSON: `{"include": [{group, matrix}]}`, each `matrix` as text',
    },
    "plan-file": { description: "Path of the plan as JSON" },
    "changed-attrs": {
      description: "Attributes that are new or not what they were at `base`, one per line; for `hash-guard`",
    },
    builds: { description: "How many attributes are to be built" },
    skipped: { description: "How many attributes are skipped, each with one reason" },
  },
} as const satisfies Contract;
