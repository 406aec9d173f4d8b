/** The inputs of cachix-push as a workflow that gives none of them would hand them over. */

import type { Inputs } from "../../actions/cachix-push/terms.ts";

export function somePushInputs(overrides: Partial<Inputs> & Pick<Inputs, "cache">): Inputs {
  return {
    client: "auto",
    authToken: "",
    signingKey: "",
    mode: "auto",
    paths: [],
    installables: [],
    resultsFile: "",
    pushFilter: "",
    pushSubstituted: false,
    useDaemon: true,
    skipPush: false,
    extraPullNames: [],
    skipAddingSubstituter: false,
    pin: "",
    pinKeep: "",
    sizeBudget: "",
    policy: "fail",
    verify: "quick",
    ...overrides,
  };
}
