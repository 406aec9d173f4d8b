/** What of the job's environment a program is given. No program gets a secret that it does not need. */

import type { Environment } from "./host.ts";

/**
 * Variables that carry secrets of the job; a builder or a fetcher has no business with them, and an evaluation that is not
 * pure could read them and print them. The one program that needs those of Amazon is given them by its caller.
 */
const secretVariables =
  /^(ACTIONS_.*|INPUT_.*|STATE_.*|GITHUB_TOKEN|GH_TOKEN|CACHIX_.*|PULUMI_.*|.*_(TOKEN|SECRET|PASSWORD|PASSPHRASE|(API|ACCESS|PRIVATE|SIGNING)_KEY))$/;

export function withoutSecrets(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !secretVariables.test(name)));
}

/** Amazon's, for the one program that speaks to its stores. */
export function amazonVariables(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith("AWS_")));
}

/** For a program that needs to be found and nothing else. */
export function onlyPath(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"] };
}
