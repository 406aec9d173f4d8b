/** Who has nothing to push with. That is no failure: a pull request of a fork is given no secrets, and reads. */

import { readFileSync } from "node:fs";
import * as v from "valibot";
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

const event = v.object({
  pull_request: v.object({ head: v.object({ repo: v.nullable(v.object({ full_name: v.string() })) }) }),
});

/** Not `pull_request_target`, which has the secrets. A fork that is deleted meanwhile is null. */
function isOfFork(environment: Environment): boolean {
  const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: file, GITHUB_REPOSITORY: repository } = environment;
  if (name !== "pull_request" || !file) return false;
  const found = v.safeParse(event, readEvent(file));
  return found.success && found.output.pull_request.head.repo?.full_name !== repository;
}

function readEvent(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
