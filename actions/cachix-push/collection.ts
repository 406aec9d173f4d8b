/** What a step that watches leaves to its own end, as the runner keeps it between the two. Holds no secret. */

import type { Job } from "../lib/host/host.ts";

export type Collection = {
  /** How builds are learned of; `read`: nothing is pushed. */
  readonly by: "hook" | "difference" | "read";
  /** The step's own folder, gone when the job ends. */
  readonly folder: string;
  /** The store when the step began. */
  readonly snapshot: string;
  readonly reportFile: string;
  /** Folder of the spool, with `hook` only. */
  readonly spool?: string;
};

const stateName = "collection";

export function keepCollection(job: Job, collection: Collection): void {
  job.keep(stateName, JSON.stringify(collection));
}

/** Undefined when the step did not come so far, or had nothing to watch. */
export function keptCollection(job: Job): Collection | undefined {
  const text = job.kept(stateName);
  return text === "" ? undefined : (JSON.parse(text) as Collection);
}
