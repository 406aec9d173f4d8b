/** Job `flake-check`: every output of the flake evaluates as what it says it is, modules and templates too. It builds nothing. */

import { type Expression, holds } from "../model/expression.ts";
import { job } from "../model/job.ts";
import { run } from "../model/step.ts";
import type { PackagesValues } from "../pipeline-values.ts";
import { checkOut, installNix } from "./setup.ts";

/** `wanted` is a flag that is known only when the workflow runs, or true. */
export function flakeCheckJob(packages: PackagesValues, wanted: true | Expression) {
  return job({
    id: "flake-check",
    name: "Check the flake",
    needs: ["guard"],
    ...(wanted === true ? {} : { if: holds(wanted), skippedWhen: { output: wanted, is: "false" } }),
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 60,
    permissions: { contents: "read" },
    steps: [
      checkOut(),
      installNix(packages),
      run('nix flake check --no-build "$FLAKE"', {
        name: "Evaluate every output",
        env: { FLAKE: packages.flake },
      }),
    ],
  });
}
