/** Jobs that report the gate's result under a former name, for as long as the rules of the branch require that name. */

import { always } from "../model/expression.ts";
import { type Job, job, jobResult } from "../model/job.ts";
import { run } from "../model/step.ts";
import type { AnyJob } from "../model/workflow.ts";

export function formerJobs(names: readonly string[], gate: Pick<AnyJob, "id">): readonly Job[] {
  return names.map((name, index) =>
    job({
      id: `former-${index + 1}`,
      name,
      needs: [gate.id],
      if: always(),
      runsOn: "ubuntu-24.04",
      timeoutMinutes: 5,
      permissions: {},
      steps: [
        run('echo "gate: $RESULT"\n[ "$RESULT" = success ]\n', {
          name: "Repeat the result of the gate",
          env: { RESULT: jobResult(gate) },
        }),
      ],
    }),
  );
}
