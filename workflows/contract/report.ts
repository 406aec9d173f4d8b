import type { Contract } from "./contract.ts";

export const report = {
  name: "report",
  title: "Nix report",
  description: "Add up what every job of a run built, and keep how long it took for the next plan",
  icon: "bar-chart-2",
  inputs: {
    results: {
      kind: "lines",
      description: "Results files of `nix-build`, or folders of them, one per line",
      required: true,
    },
    "plan-file": { kind: "text", description: "Path of the plan, for what was not to be built" },
    history: {
      kind: "text",
      description:
        "Name in the Actions cache under which is kept how long builds take, for the same input of `plan`; empty: not kept",
    },
  },
  outputs: {
    built: { description: "How many attributes were built or substituted" },
    failed: { description: "How many attributes failed" },
    "not-reached": { description: "How many attributes were not reached before the end" },
    seconds: { description: "Seconds that all builds took together" },
  },
} as const satisfies Contract;
