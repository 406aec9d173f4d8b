/** Inputs as the terms of a push: the same when the step begins, in its drain, and when the job ends. */

import type { cachixPush } from "../../workflows/contract/cachix-push.ts";
import type { InputsOf } from "../../workflows/contract/contract.ts";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import type { PushEffects, PushTerms } from "../lib/cache/push.ts";
import { parseTargetReference } from "../lib/cache/reference.ts";
import type { Nix } from "../lib/nix/command.ts";

export type Effects = PushEffects & { readonly nix?: Nix };

export type Inputs = InputsOf<typeof cachixPush>;

/** Problems: cache-target, input-invalid. */
export function termsOf(inputs: Inputs): Outcome<PushTerms> {
  const cache = parseTargetReference(inputs.cache, inputs.client);
  const filter = faultOf(inputs.pushFilter);
  if (!cache.ok || filter !== undefined)
    return refuse(...(cache.ok ? [] : cache.problems), ...(filter === undefined ? [] : [filter]));
  const { authToken: token, signingKey, policy, verify } = inputs;
  return succeed({ cache: cache.value, token, signingKey, policy, verify });
}

function faultOf(filter: string): Problem | undefined {
  try {
    new RegExp(filter);
    return undefined;
  } catch (error) {
    return {
      code: "input-invalid",
      severity: "error",
      where: "push-filter",
      what: `${JSON.stringify(filter)} is no regular expression: ${(error as Error).message}`,
      fix: "write it as JavaScript reads it: (-source$|\\.tar\\.gz$)",
    };
  }
}
