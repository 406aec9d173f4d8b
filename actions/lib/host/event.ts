/** What GitHub tells of the event a job runs for. Nothing elsewhere; what of it is there is not promised. */

import { readFileSync } from "node:fs";
import type { Environment } from "./host.ts";

export type JobEvent = {
  readonly repository?: { readonly default_branch?: unknown };
  readonly pull_request?: {
    readonly base?: { readonly ref?: string; readonly sha?: string };
    /** `repo` is null when the fork is gone. */
    readonly head?: { readonly repo?: { readonly full_name?: unknown } | null };
  };
};

/** Empty when there is none or it cannot be read. */
export function readEvent({ GITHUB_EVENT_PATH: file }: Environment): JobEvent {
  if (file === undefined || file === "") return {};
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as JobEvent | null) ?? {};
  } catch {
    return {};
  }
}
