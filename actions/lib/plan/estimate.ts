/** How long a build may take when no earlier build tells: by the language, which the derivation gives away. */

import type { Derivation } from "../nix/derivation.ts";

/** Seconds on a hosted runner; from the builds of a hundred packages, rounded. */
const seconds = { rust: 600, node: 180, go: 120, other: 60 } as const;

export function estimateSeconds(derivation: Derivation | undefined): number {
  return seconds[languageOf(derivation)];
}

function languageOf(derivation: Derivation | undefined): keyof typeof seconds {
  if (derivation === undefined) return "other";
  const names = [
    ...Object.keys(derivation.environment),
    ...Object.keys(derivation.inputDerivations).map((path) => path.slice(path.indexOf("-") + 1)),
  ];
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (has(/^(cargoDeps|cargoHash|cargo|rustc)(-|$)/)) return "rust";
  if (has(/^(npmDeps|pnpmDeps|yarnOfflineCache|nodejs)(-|$)/)) return "node";
  if (has(/^(goModules|vendorHash|go)(-\d|$)/)) return "go";
  return "other";
}
