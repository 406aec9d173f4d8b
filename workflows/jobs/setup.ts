/** The steps most jobs begin with. Credentials never stay in the checkout: what runs later is the contributor's code. */

import { type ActionStep, pinned } from "../model/step.ts";
import type { PackagesValues } from "../pipeline-values.ts";

/** `depth` is how many commits are there: 2 for a job that compares with the commit before. */
export function checkOut(depth = 1): ActionStep {
  return pinned("checkout", {
    name: "Check out the repository",
    with: { "persist-credentials": false, ...(depth === 1 ? {} : { "fetch-depth": depth }) },
  });
}

/** Nix that reads from the cache of the package set, when its key is known. */
export function installNix(packages?: PackagesValues): ActionStep {
  const config = packages?.nixConfig;
  return pinned("install-nix", {
    name: "Install Nix",
    ...(config === undefined ? {} : { with: { extra_nix_config: config } }),
  });
}
