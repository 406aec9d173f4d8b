/** Inputs as the terms of a push: the same when the step begins, in its drain, and when the job ends. */

import type { cachixPush } from "../../workflows/contract/cachix-push.ts";
import type { InputsOf } from "../../workflows/contract/contract.ts";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import { parsePin } from "../lib/cache/pin.ts";
import type { PushEffects, PushTerms } from "../lib/cache/push.ts";
import { parseTargetReference } from "../lib/cache/reference.ts";
import { parseSizeBudget } from "../lib/cache/size-budget.ts";
import type { Environment } from "../lib/host/host.ts";
import type { Nix } from "../lib/nix/command.ts";

export type Effects = PushEffects & { readonly nix?: Nix };

export type Inputs = InputsOf<typeof cachixPush>;

/** Problems: cache-target, input-invalid. */
export function termsOf(inputs: Inputs, environment: Environment): Outcome<PushTerms> {
  const cache = parseTargetReference(inputs.cache, inputs.client);
  const filter = faultOf(inputs.pushFilter);
  const pin = parsePin(inputs.pin, inputs.pinKeep, environment);
  const budget = parseSizeBudget(inputs.sizeBudget);
  if (!cache.ok || !pin.ok || !budget.ok || filter !== undefined) {
    const faults = [cache, pin, budget].flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
    return refuse(...faults, ...(filter === undefined ? [] : [filter]));
  }
  const { authToken: token, signingKey, policy, verify } = inputs;
  return succeed({
    ...{ cache: cache.value, token, signingKey, policy, verify },
    ...{ pin: pin.value, budget: budget.value },
  });
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
