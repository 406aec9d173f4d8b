/** Every fault of a file that `nix-instantiate --parse` would refuse: of the grammar and of the scopes. */

import type { Fault } from "./fault.ts";
import type { Scopes } from "./scope.ts";

/**
 * In source order. Empty exactly when Nix, with its experimental features on, accepts the file. Undefined variables are
 * not looked for in a file that does not parse: what would define them may be in the broken part.
 */
export function findFaults({ tree, faults }: Scopes): readonly Fault[] {
  const broken = tree.faults.length > 0;
  const ofScopes = broken ? faults.filter(({ kind }) => kind !== "undefined-variable") : faults;
  return [...tree.faults, ...ofScopes].sort((a, b) => a.start - b.start);
}
