/** Who has nothing to push with. That is no failure: a pull request of a fork is given no secrets, and reads. */

import { readEvent } from "../host/event.ts";
import type { Environment } from "../host/host.ts";
import type { TargetReference } from "./reference.ts";

/** Why nothing can be pushed, in words; undefined when it may be tried. */
export function whyIdle(
  { token, cache }: { readonly token: string; readonly cache: TargetReference },
  environment: Environment,
): string | undefined {
  if (cache.kind !== "nix-copy") return token === "" ? "no token is given" : undefined;
  // A store may do without credentials, or Nix may have its own: only where they are withheld is their absence telling.
  const lacksToken = /^https?:/.test(cache.text) && token === "";
  const lacksKeys = cache.text.startsWith("s3:") && !environment["AWS_ACCESS_KEY_ID"];
  return (lacksToken || lacksKeys) && isOfFork(environment)
    ? "a pull request of a fork is given no credentials"
    : undefined;
}

/** Not `pull_request_target`, which has the secrets. */
function isOfFork(environment: Environment): boolean {
  if (environment["GITHUB_EVENT_NAME"] !== "pull_request") return false;
  const { head } = readEvent(environment).pull_request ?? {};
  return head !== undefined && head.repo?.full_name !== environment["GITHUB_REPOSITORY"];
}
