/** Job `check`: the repository's own `npm run check`. Node 24 comes from the lock file, so the runner's own will do. */

import { job } from "../model/job.ts";
import { run } from "../model/step.ts";
import { checkOut, installNix } from "./setup.ts";

export function checkJob() {
  return job({
    id: "check",
    name: "Check this repository",
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 30,
    permissions: { contents: "read" },
    steps: [
      checkOut(),
      installNix(undefined),
      run("npm ci", { name: "Install what the lock file names" }),
      run("npm run check", { name: "Types, lint, tests, generated files" }),
    ],
  });
}
