/** Job `code-scanning`: the guard's findings as GitHub shows them for the default branch. It fails nothing: the guard does. */

import { hashGuard } from "../contract/hash-guard.ts";
import { always, and, differs } from "../model/expression.ts";
import { job } from "../model/job.ts";
import { ours, pinned, stepOutput } from "../model/step.ts";
import type { Spec } from "../spec.ts";
import { checkOut } from "./setup.ts";

export function codeScanningJob(spec: Spec) {
  const guard = ours(hashGuard, spec.actions, {
    id: "guard",
    name: "Find placeholder hashes and unpinned sources",
    with: { paths: spec.guardPaths.join("\n"), "sarif-file": "hash-guard.sarif" },
  });
  return job({
    id: "code-scanning",
    name: "Show findings as alerts",
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 10,
    permissions: {
      contents: "read",
      "security-events": { access: "write", reason: "alerts are uploaded with it" },
    },
    steps: [
      checkOut(),
      guard,
      pinned("upload-sarif", {
        name: "Upload the findings",
        if: and(always(), differs(stepOutput(guard, "sarif-file"), "")),
        with: { sarif_file: stepOutput(guard, "sarif-file"), category: "hash-guard" },
      }),
    ],
  });
}
