/** Output paths of derivations: those of targets are known from the plan, of others their file is read, once each. */

import { outputPathsOf } from "../lib/nix/derivation.ts";
import type { Target } from "./target.ts";

export type KnownOutputs = {
  /** None when they are known only after the build, or when the derivation cannot be read. */
  readonly of: (drvPath: string) => Promise<readonly string[]>;
};

export function openKnownOutputs(targets: readonly Target[]): KnownOutputs {
  const known = new Map<string, Promise<readonly string[]>>(
    targets.map(({ drvPath, outputs }) => [drvPath, Promise.resolve(outputs)]),
  );
  return {
    of: (drvPath) => {
      const paths = known.get(drvPath) ?? outputPathsOf(drvPath);
      known.set(drvPath, paths);
      return paths;
    },
  };
}
