/** Derivations that are known to fail: they are told as failed, and not built again. */

import { failingSince, isLasting, type KnownFailures } from "../lib/known-failures.ts";
import type { AttributeResult } from "../lib/results-file.ts";
import type { Target } from "./target.ts";
import type { Verdicts } from "./verdict.ts";

export function judgeRemembered(targets: readonly Target[], known: KnownFailures): Verdicts {
  return new Map(
    targets.flatMap(({ drvPath }) => {
      const failure = known[drvPath];
      if (failure === undefined || !isLasting(failure.class)) return [];
      const { class: failureClass, explanation, rootCause = drvPath, wantedHash, gotHash } = failure;
      const cause = {
        ...{ class: failureClass, drvPath: rootCause, explanation, logTail: [] },
        ...{ transient: false, certain: true },
        ...(wantedHash === undefined ? {} : { wantedHash }),
        ...(gotHash === undefined ? {} : { gotHash }),
      };
      return [[drvPath, { cause, more: 0, remembered: true }]];
    }),
  );
}

/** What the memory adds to a result: since when it fails, that it does no more, or that a person has accepted it. */
export function withHistory(result: AttributeResult, known: KnownFailures): AttributeResult {
  const accepted = known[result.drvPath]?.accepted;
  if (accepted !== undefined && result.failure !== undefined) {
    const { failure: _, ...rest } = result;
    return { ...rest, state: "skipped", accepted };
  }
  const since = failingSince(known, result);
  if (since === undefined) return result;
  if (result.state === "built" || result.state === "substituted") return { ...result, mended: since };
  return result.failure === undefined ? result : { ...result, failure: { ...result.failure, since } };
}
