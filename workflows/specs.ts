/** The package sets this repository itself renders workflows for: its own, the sample, and two that show what a fork gets. */

import { parseSpec, type Spec } from "./spec.ts";

const ownPackages = {
  flake: "./nur",
  folders: ["nur/pkgs", "nur/modules"],
  systems: ["x86_64-linux"],
  attributes: ["packages", "checks"],
  cache: { name: "atproto" },
};

/** This repository: its own checks, and the packages under nur/, whose organizations are the folders there. */
export function ownSpec(organizations: readonly string[]): Spec {
  return specOf({
    name: "nur-ci",
    guardPaths: ["."],
    actions: { from: "checkout" },
    check: true,
    codeScanning: true,
    publish: true,
    ...(organizations.length === 0 ? {} : { packages: { ...ownPackages, organizations } }),
  });
}

/** The sample of `npm start`: two organizations, every job. */
export const sampleSpec: Spec = specOf({
  name: "sample",
  guardPaths: ["examples/sample-nur"],
  actions: { from: "checkout" },
  packages: {
    flake: "./examples/sample-nur",
    organizations: ["harbor", "lantern"],
    systems: ["x86_64-linux"],
    cache: { name: "sample" },
  },
});

const released = {
  from: "repository",
  repository: "atproto-nix/nur-ci",
  sha: "0123456789abcdef0123456789abcdef01234567",
  version: "v1.2.3",
} as const;

/** A fork that takes the actions from a release and has the workflows written out. */
export const forkSpec: Spec = specOf({
  name: "fork",
  defaultBranch: "trunk",
  guardPaths: ["pkgs", "flake.nix"],
  actions: released,
  packages: {
    flake: ".",
    organizations: ["harbor"],
    systems: ["x86_64-linux", "aarch64-darwin"],
    cache: { name: "fork", publicKey: "fork.cachix.org-1:s+32V2F3E5N6bY5fL2yV/se5wsIgFyEG1NbWBrTaciM=" },
    knownFailures: "ci/known-failures.json",
  },
  owners: {
    everything: ["@fork/maintainers"],
    organizations: { harbor: ["@fork/harbor", "ann@example.org"] },
  },
  tangled: true,
});

/** A fork that calls the workflows where they are: five lines each. */
export const callerSpec: Spec = specOf({
  name: "caller",
  actions: released,
  reuse: true,
  packages: {
    flake: ".",
    organizations: ["harbor"],
    cache: { name: "caller", publicKey: "caller.cachix.org-1:s+32V2F3E5N6bY5fL2yV/se5wsIgFyEG1NbWBrTaciM=" },
  },
});

/** What is rendered for every one of them is linted. */
export function exampleSpecs(organizations: readonly string[]): readonly Spec[] {
  return [ownSpec(organizations), sampleSpec, forkSpec, callerSpec];
}

function specOf(value: unknown): Spec {
  const parsed = parseSpec(value);
  if (!parsed.ok) throw new Error("a spec of our own is invalid", { cause: parsed.problems });
  return parsed.value;
}
