/** Job `statistics`: the night's figures as one table, read from what every shard left. It judges nothing. */

import { always, runnerTemporary, template } from "../model/expression.ts";
import { job, jobOutput } from "../model/job.ts";
import { pinned, run } from "../model/step.ts";
import type { PlanJob } from "./plan.ts";

/** One row a state or failure class; attributes are the contributor's words, so none of their text is shown. */
const table = `mkdir -p "$RESULTS"
{
  echo "$BUILDS to build, $SKIPPED skipped"
  echo
  echo '| result | attributes | seconds |'
  echo '| --- | ---: | ---: |'
  # Every file is one line.
  find "$RESULTS" -name '*.json' -exec cat {} + | node -p '
    const lines = require("node:fs").readFileSync(0, "utf8").trim().split("\\n").filter(Boolean);
    const rows = new Map();
    for (const { state, failure, seconds = 0 } of lines.flatMap((line) => JSON.parse(line).attributes)) {
      const name = failure?.class ?? state;
      const [count, sum] = rows.get(name) ?? [0, 0];
      rows.set(name, [count + 1, sum + seconds]);
    }
    [...rows].sort().map(([name, [count, sum]]) => "| " + [name, count, Math.round(sum)].join(" | ") + " |").join("\\n")'
} >> "$GITHUB_STEP_SUMMARY"
`;

export function statisticsJob(plan: PlanJob) {
  return job({
    id: "statistics",
    name: "Show the night's figures",
    needs: ["plan", "build"],
    if: always(),
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 10,
    permissions: {},
    steps: [
      pinned("download-artifact", {
        name: "Fetch the results of every shard",
        with: { pattern: "results-*", path: template`${runnerTemporary}/results` },
      }),
      run(table, {
        name: "Add them up",
        env: {
          BUILDS: jobOutput(plan, "builds"),
          SKIPPED: jobOutput(plan, "skipped"),
          RESULTS: template`${runnerTemporary}/results`,
        },
      }),
    ],
  });
}
