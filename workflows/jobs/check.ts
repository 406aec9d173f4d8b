/** Job `check`: the repository's own `npm run check`. Node 24 comes from the lock file, so the runner's own will do. */

import { job } from "../model/job.ts";
import { run } from "../model/step.ts";
import { checkOut, installNix } from "./setup.ts";

export function checkJob() {
  return job({
    id: "check",
    name: "Check this repository",
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 60,
    permissions: { contents: "read" },
    steps: [
      checkOut(),
      installNix(),
      run("npm ci", { name: "Install what the lock file names" }),
      /** A hosted runner's user is not root, so that the set-up would only print this command. The folder stays the user's. */
      run('mkdir -p .local\nsudo env "PATH=$PATH" node scripts/setup.mjs --only compilers', {
        name: "Install the compilers of the sample",
      }),
      run("npm run check", { name: "Types, lint, tests, generated files" }),
    ],
  });
}
