/** The steps most jobs begin with. Credentials never stay in the checkout: what runs later is the contributor's code. */

import { type ActionStep, pinned } from "../model/step.ts";
import type { CacheSpec } from "../spec.ts";

export function checkOut(): ActionStep {
  return pinned("checkout", { name: "Check out the repository", with: { "persist-credentials": false } });
}

/** Nix that reads from the cache of the package set, when its key is known. */
export function installNix(cache: CacheSpec | undefined): ActionStep {
  const config = cache === undefined ? undefined : nixConfig(cache);
  return pinned("install-nix", {
    name: "Install Nix",
    ...(config === undefined ? {} : { with: { extra_nix_config: config } }),
  });
}

function nixConfig({ name, readUrl, publicKey }: CacheSpec): string | undefined {
  const substituter = readUrl ?? cachixUrl(name);
  if (substituter === undefined || publicKey === undefined) return undefined;
  return `extra-substituters = ${substituter}\nextra-trusted-public-keys = ${publicKey}\n`;
}

function cachixUrl(name: string): string | undefined {
  if (name.startsWith("https:")) return name;
  return name.startsWith("cachix+") ? undefined : `https://${name}.cachix.org`;
}
