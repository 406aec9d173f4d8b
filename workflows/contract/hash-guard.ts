import type { Contract } from "./contract.ts";

export const hashGuard = {
  name: "hash-guard",
  title: "Nix hash guard",
  description:
    "Refuse placeholder hashes, unpinned sources and files that do not parse, with the line and the fix",
  icon: "shield",
  inputs: {
    paths: { kind: "lines", description: "Files and folders to read, one per line", default: "." },
    "fail-on": {
      kind: "choice",
      choices: ["error", "warning"],
      description: "The least severity that fails the job",
      default: "error",
    },
  },
  outputs: {
    errors: { description: "How many errors were found" },
    warnings: { description: "How many warnings were found" },
    "report-file": { description: "Path of the findings as JSON" },
  },
} as const satisfies Contract;
