/** What the user can mend after a build: one problem per root cause, at the attribute's own place when the plan knows it. */

import { join } from "node:path";
import type { Location, Problem } from "../../workflows/problem.ts";
import { isLasting, type KnownFailures } from "../lib/known-failures.ts";
import { nameOf } from "../lib/nix/failure.ts";
import type { Entry, Position } from "../lib/plan-file.ts";
import type { AttributeResult, Failure } from "../lib/results-file.ts";
import type { HashMend } from "./hash-literal.ts";

export type Surroundings = {
  readonly entries: readonly Entry[];
  /** Absent: nothing is remembered, so that nothing is new either. */
  readonly known?: KnownFailures;
  /** Of the flake, below the workspace. */
  readonly folder?: string;
  /** By derivation path: problems that are known already. */
  readonly impossible: ReadonlyMap<string, Problem>;
  /** By derivation path: where its wrong hash is written. */
  readonly mends?: ReadonlyMap<string, HashMend>;
  readonly signal: AbortSignal;
};

export function problemsOf(results: readonly AttributeResult[], around: Surroundings): readonly Problem[] {
  const causes = Map.groupBy(
    results.filter((result) => result.failure !== undefined),
    ({ failure }) => causeOf(failure as Failure),
  );
  const problems = [...causes.values()].map((victims) => {
    const rootCause = victims[0]?.failure?.rootCause ?? "";
    return around.impossible.get(rootCause) ?? causeProblem(rootCause, victims, around);
  });
  const unreached = results.filter(({ state }) => state === "not-reached");
  return unreached.length === 0 ? problems : [...problems, cancelled(unreached, around.signal)];
}

/** The derivation; or what kept Nix from building any: a store that is locked, a daemon that is gone. */
function causeOf({ rootCause, explanation, class: failureClass }: Failure): string {
  const [, words] = explanation.split(`${nameOf(rootCause)} was not built: `);
  return words === undefined ? rootCause : `${failureClass}: ${words}`;
}

function causeProblem(
  rootCause: string,
  victims: readonly AttributeResult[],
  { entries, known, folder, mends }: Surroundings,
): Problem {
  // The attribute that is the root cause itself, or else the first that needs it.
  const first = victims.find(({ drvPath }) => drvPath === rootCause) ?? (victims[0] as AttributeResult);
  const failure = first.failure as Failure;
  const position = entries.find(({ attr }) => attr === first.attr)?.position;
  const mend = mends?.get(rootCause);
  const others = victims.filter((victim) => victim !== first).map(({ attr }) => attr);
  return {
    code: failure.class,
    severity: "error",
    where: mend?.where ?? placeOf(position, folder) ?? first.attr,
    what: [
      failure.explanation,
      others.length === 0 ? "" : `; also fails ${listed(others)}`,
      historyOf(failure, known !== undefined),
    ].join(""),
    fix: mend === undefined ? fixFor(failure) : `write: ${mend.line}`,
  };
}

/** What is never remembered was never known either: it is not new. */
function historyOf({ class: failureClass, since, remembered }: Failure, isRemembering: boolean): string {
  if (since === undefined) return isRemembering && isLasting(failureClass) ? "; newly broken" : "";
  return `; still failing since ${since}${remembered ? ", not built again" : ""}`;
}

function placeOf(position: Position | undefined, folder: string | undefined): Location | undefined {
  if (position === undefined || folder === undefined) return undefined;
  const { column, line } = position;
  return { file: join(folder, position.file), line, ...(column === undefined ? {} : { column }) };
}

function fixFor({ class: failureClass, rootCause, wantedHash, gotHash, machine }: Failure): string {
  const name = nameOf(rootCause);
  switch (failureClass) {
    case "hash-mismatch":
      if (wantedHash === undefined) return "update the lock file on purpose: nix flake update";
      return gotHash === undefined
        ? `build it with another version of Nix, which tells the right hash: nix-store --realise ${rootCause}`
        : `replace ${wantedHash} by ${gotHash}`;
    case "no-output":
      return `let the builder of ${name} make every output it declares, or declare fewer`;
    case "timeout":
      return "find what hangs, or allow it more time: timeout and max-silent-time in nix.conf";
    case "log-limit":
      return "make the build quieter, or raise max-build-log-size in nix.conf";
    case "disk-full":
      return "free disk space (nix-collect-garbage), or use a runner with more of it";
    case "out-of-memory":
      return "build with less at a time (--cores 1), or use a runner with more memory";
    case "unsupported-system":
      return `build ${name} on a machine that can, or take this system out of its meta.platforms`;
    case "network":
      if (machine !== undefined)
        return `see why it does not answer (nix store ping --store ${machine}), or take it out of builders in nix.conf`;
      return "run again; if the address is gone for good, point the source elsewhere";
    case "evaluation":
      return "make the plan again on this commit: nur-ci plan";
    case "cancelled":
      return "run again: what was finished is kept";
    default:
      return `read the whole log where it was built: nix log ${rootCause}`;
  }
}

function cancelled(unreached: readonly AttributeResult[], signal: AbortSignal): Problem {
  const reason = signal.reason instanceof Error ? ` (${signal.reason.message})` : "";
  return {
    code: "cancelled",
    severity: "error",
    where: "build",
    what: `the run was cancelled${reason} before ${listed(unreached.map(({ attr }) => attr))}`,
    fix: "run again: what was finished is kept",
  };
}

const most = 5;

function listed(attrs: readonly string[]): string {
  const shown = attrs.slice(0, most).join(", ");
  return attrs.length > most ? `${shown} and ${attrs.length - most} more` : shown;
}
