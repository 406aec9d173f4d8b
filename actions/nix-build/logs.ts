/** Logs of builds for people: where they fold, each derivation's as it ends; what failed comes last, with its class. */

import type { Host } from "../lib/host/host.ts";
import { nameOf } from "../lib/nix/failure.ts";
import type { Build } from "../lib/nix/log-state.ts";
import { renderSeconds } from "./progress.ts";
import type { Built } from "./rounds.ts";

export type Logs = {
  /** A build whose outputs are there. */
  readonly showBuilt: (build: Build) => void;
  /** What was not shown yet. Each log once, however many attributes wait for it. */
  readonly showRest: (built: Built, isValid: (build: Build) => boolean) => void;
};

export function openLogs(host: Host): Logs {
  const shown = new Set<string>();
  const showBuilt = (build: Build): void => {
    if (!host.folds || build.tail.length === 0 || shown.has(build.drvPath)) return;
    shown.add(build.drvPath);
    const seconds = ((build.endedAt ?? build.lastLineAt) - build.startedAt) / 1000;
    host.foreign(`${nameOf(build.drvPath)}: built in ${renderSeconds(seconds)}`, build.tail.join("\n"));
  };
  return {
    showBuilt,
    showRest: ({ builds, verdicts }, isValid) => {
      for (const build of builds.values()) if (isValid(build)) showBuilt(build);
      const causes = new Map([...verdicts.values()].map(({ cause }) => [cause.drvPath, cause]));
      for (const { drvPath, logTail, ...cause } of causes.values())
        if (logTail.length > 0) host.foreign(`${nameOf(drvPath)}: ${cause.class}`, logTail.join("\n"));
    },
  };
}
