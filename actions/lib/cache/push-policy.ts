/** How grave a failed push is, by the user's word. It hides nothing: every failure is told, only its severity changes. */

import type { Problem, Severity } from "../../../workflows/problem.ts";
import { readEvent } from "../host/event.ts";
import type { Environment } from "../host/host.ts";

export type PushPolicy = "fail" | "warn" | "ignore" | "fail-on-main";

type Judgement = { readonly severity: Severity; readonly why: string };

/** `environment` is the job's: `GITHUB_REF` and the event's payload say what the default branch is. */
export function gradeBy(
  policy: PushPolicy,
  environment: Environment,
): (problems: readonly Problem[]) => readonly Problem[] {
  const { severity, why } = judge(policy, environment);
  return (problems) =>
    problems.map((problem) => ({ ...problem, severity, what: `${problem.what} (policy ${policy}: ${why})` }));
}

function judge(policy: PushPolicy, environment: Environment): Judgement {
  switch (policy) {
    case "fail":
      return { severity: "error", why: "this is an error" };
    case "warn":
      return { severity: "warning", why: "this is a warning" };
    case "ignore":
      return { severity: "note", why: "this is a note" };
    case "fail-on-main":
      return judgeBranch(environment);
  }
}

function judgeBranch(environment: Environment): Judgement {
  const ref = environment["GITHUB_REF"] ?? "";
  // At a terminal, or where nobody says, nothing is excused.
  if (ref === "") return { severity: "error", why: "no GITHUB_REF says otherwise, so this is an error" };
  // With schedules the payload may not say.
  const branch = readEvent(environment).repository?.default_branch;
  const isMain =
    typeof branch !== "string" ? /^refs\/heads\/(?:main|master)$/.test(ref) : ref === `refs/heads/${branch}`;
  return isMain
    ? { severity: "error", why: `${ref} is the default branch, so this is an error` }
    : { severity: "warning", why: `${ref} is not the default branch, so this is a warning` };
}
