/** Picks the adapter for a target. Knows all three; nothing else does. */

import type { Outcome } from "../../../workflows/problem.ts";
import { openCachixProgram } from "./cachix-cli-target.ts";
import { openCachix } from "./cachix-target.ts";
import { openStore } from "./nix-copy-target.ts";
import type { Target, TargetRequest, TargetWorld } from "./target.ts";

/** It exists, it lets us in, the key fits. Problems: cache-*, signing-key, tool-missing. */
export function openTarget({ cache, ...rest }: TargetRequest, world: TargetWorld): Promise<Outcome<Target>> {
  switch (cache.kind) {
    case "cachix":
      return openCachix({ ...rest, cache }, world);
    case "cachix-cli":
      return openCachixProgram({ ...rest, cache }, world);
    case "nix-copy":
      return openStore({ ...rest, cache }, world);
  }
}
