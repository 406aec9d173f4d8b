/** Job `guard`: refuses placeholder hashes and unpinned sources before a minute is spent on building them. */

import { hashGuard } from "../contract/hash-guard.ts";
import { job } from "../model/job.ts";
import { ours } from "../model/step.ts";
import type { PipelineValues } from "../pipeline-values.ts";
import { checkOut } from "./setup.ts";

export function guardJob({ actions, guardPaths }: PipelineValues) {
  return job({
    id: "guard",
    name: "Guard hashes and sources",
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 10,
    permissions: { contents: "read" },
    steps: [
      checkOut(),
      ours(hashGuard, actions, {
        name: "Refuse placeholder hashes and unpinned sources",
        with: { paths: guardPaths },
      }),
    ],
  });
}
