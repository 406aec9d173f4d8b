/** How workflows reach the cache: the secret with the token, and the variables with what is public. No value of a secret is here. */

import type * as github from "@pulumi/github";
import { cacheReference } from "../pipeline.ts";
import type { Settings } from "../settings-schema.ts";

export const cachixSecretName = "CACHIX_AUTH_TOKEN";

/** `environment` only with the scope of that name; `sealed` instead of a value that Pulumi would have to know. */
export function planSecret({ repository, cacheToken }: Settings) {
  const { scope, environment = "", sealed } = cacheToken;
  return {
    scope,
    repository: repository.name,
    environment,
    secretName: cachixSecretName,
    sealed: sealed === undefined ? undefined : { valueEncrypted: sealed.value, keyId: sealed.keyId },
  };
}

export function planVariables({ repository, cache, variables, notYet }: Settings) {
  if (notYet.includes("variables")) return [];
  const values = {
    ...variables,
    CACHIX_CACHE: cacheReference(cache),
    CACHIX_PUBLIC_KEY: cache.publicKey,
    CACHIX_URL: cache.readUrl ?? `https://${cache.name}.cachix.org`,
  };
  return Object.entries(values).map(
    ([variableName, value]) =>
      ({ repository: repository.name, variableName, value }) satisfies github.ActionsVariableArgs,
  );
}
