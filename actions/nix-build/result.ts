/** What became of one attribute, for the results file. */

import { nameOf } from "../lib/nix/failure.ts";
import type { Entry } from "../lib/plan-file.ts";
import type { AttributeResult, Failure } from "../lib/results-file.ts";
import type { Built } from "./rounds.ts";
import type { Verdict } from "./verdict.ts";

export type StoreBeforeAndAfter = {
  readonly built: Built;
  /** Outputs that were not valid before. */
  readonly missing: ReadonlySet<string>;
  /** Outputs that are not valid now. */
  readonly invalid: ReadonlySet<string>;
};

const tailInResults = 50;

/** `built`: this run built it, here or on a remote builder. `substituted`: it came from a cache or was there before. */
export function resultOf(entry: Entry, { built, missing, invalid }: StoreBeforeAndAfter): AttributeResult {
  const { attr, organization, name, system, drvPath, outputs, meta } = entry;
  const build = built.builds.get(drvPath);
  const seconds = build?.endedAt === undefined ? undefined : (build.endedAt - build.startedAt) / 1000;
  const identity = {
    ...{ attr, organization, name, system, drvPath, outputs },
    ...(meta.mainProgram === undefined ? {} : { mainProgram: meta.mainProgram }),
    ...(seconds === undefined ? {} : { seconds: Math.round(seconds * 10) / 10 }),
  };
  const paths = Object.values(outputs);
  const verdict = built.verdicts.get(drvPath);
  if (verdict === undefined && paths.length > 0 && !paths.some((path) => invalid.has(path))) {
    const isNew = build !== undefined && paths.some((path) => missing.has(path));
    return isNew
      ? { ...identity, state: "built" }
      : { ...identity, state: "substituted", ...sourceOf(paths, built.substituted) };
  }
  if (verdict === undefined) return { ...identity, state: "not-reached" };
  return { ...identity, state: "failed", failure: failureOf(drvPath, verdict) };
}

function sourceOf(
  paths: readonly string[],
  substituted: ReadonlyMap<string, string>,
): Pick<AttributeResult, "cachedFrom"> {
  const from = paths.map((path) => substituted.get(path)).find((uri) => uri !== undefined);
  return from === undefined || from === "" ? {} : { cachedFrom: from };
}

function failureOf(drvPath: string, { cause, more, remembered = false }: Verdict): Failure {
  const { class: failureClass, gotHash, wantedHash, machine } = cause;
  const others = more === 0 ? "" : ` (and ${more} more of its dependencies failed)`;
  const isOwn = cause.drvPath === drvPath || remembered;
  return {
    class: failureClass,
    rootCause: cause.drvPath,
    explanation: isOwn ? cause.explanation : `needs ${nameOf(cause.drvPath)}: ${cause.explanation}${others}`,
    logTail: cause.logTail.slice(-tailInResults),
    ...(gotHash === undefined ? {} : { gotHash }),
    ...(wantedHash === undefined ? {} : { wantedHash }),
    ...(machine === undefined ? {} : { machine }),
    ...(remembered ? { remembered } : {}),
  };
}
