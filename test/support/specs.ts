/** Package sets for tests: a fork that takes our actions from a release, with a cache it can read. */

import { parseSpec, type Spec } from "../../workflows/spec.ts";

export function aForkSpec(overrides: Readonly<Record<string, unknown>> = {}): Spec {
  const parsed = parseSpec({
    name: "fork",
    defaultBranch: "trunk",
    guardPaths: ["pkgs", "flake.nix"],
    actions: {
      from: "repository",
      repository: "atproto-nix/nur-ci",
      sha: "0123456789abcdef0123456789abcdef01234567",
      version: "v1.2.3",
    },
    packages: {
      flake: ".",
      organizations: ["harbor"],
      systems: ["x86_64-linux", "aarch64-darwin"],
      cache: { name: "fork", publicKey: "fork.cachix.org-1:s+32V2F3E5N6bY5fL2yV/se5wsIgFyEG1NbWBrTaciM=" },
      knownFailures: "ci/known-failures.json",
    },
    ...overrides,
  });
  if (!parsed.ok) throw new Error("no spec", { cause: parsed.problems });
  return parsed.value;
}
