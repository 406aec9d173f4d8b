import type { Contract } from "./contract.ts";

export const hashGuard = {
  name: "hash-guard",
  title: "Nix hash guard",
  description:
    "Refuse placeholder hashes, unpinned sources and files that do not parse, with the line and the fix",
  icon: "shield",
  inputs: {
    paths: {
      kind: "lines",
      description: "Files, folders and globs to read, one per line; what git ignores is left out",
      default: ".",
    },
    "fail-on": {
      kind: "choice",
      choices: ["error", "warning"],
      description: "The least severity that fails the job",
      default: "error",
    },
    config: {
      kind: "text",
      description:
        "Settings as JSON, `exclude` and `rules`; empty: `.hash-guard.json` of the workspace, when it is there",
    },
    baseline: {
      kind: "text",
      description: "File of findings that are tolerated; new ones are refused, mended ones must leave it",
    },
    "update-baseline": {
      kind: "flag",
      description: "Write the findings of this run into the baseline instead of refusing them",
      default: "false",
    },
    fix: {
      kind: "flag",
      description: "Mend in the files what is certain without a network",
      default: "false",
    },
    eval: {
      kind: "flag",
      description: "Also evaluate the flake, and judge every fixed-output derivation it needs; needs Nix",
      default: "false",
    },
    flake: { kind: "text", description: "Flake reference that `eval` evaluates", default: "." },
    attrs: {
      kind: "lines",
      description:
        "Attributes that `eval` evaluates, one per line; empty: every package of every system the flake names",
    },
    "sarif-file": { kind: "text", description: "Where to write the findings as SARIF 2.1.0" },
  },
  outputs: {
    errors: { description: "How many errors were found" },
    warnings: { description: "How many warnings were found" },
    "report-file": { description: "Path of the findings as JSON" },
    "sarif-file": { description: "Path of the findings as SARIF, when it was asked for" },
  },
} as const satisfies Contract;
