/** Job `nix-matrix`: the repository's own suites under three versions of Nix, each in a Debian of its own. */

import { job } from "../model/job.ts";
import { run } from "../model/step.ts";
import { checkOut } from "./setup.ts";

export function nixMatrixJob() {
  return job({
    id: "nix-matrix",
    name: "Nix 2.8, 2.26 and 2.34",
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 60,
    permissions: { contents: "read" },
    steps: [
      checkOut(),
      run("npm ci", { name: "Install what the lock file names" }),
      run("sudo apt-get update\nsudo apt-get install --yes mmdebstrap debian-archive-keyring", {
        name: "Install what makes a Debian",
      }),
      /** Mount namespaces take root; a runner on which they do not work must not look as if they did. */
      run('mkdir -p .local\nsudo env "PATH=$PATH" NUR_CI_NOTHING_LEFT_OUT=1 npm run -s test:nix-matrix', {
        name: "Test under each Nix",
      }),
    ],
  });
}
