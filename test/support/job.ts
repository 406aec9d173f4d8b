/** A job of the runner: steps share a home and a temporary folder, variables go on, post steps run last first. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../actions/lib/host/host.ts";
import { type Actor, giveTo, runStep, type StepResult } from "./runner.ts";

export type TestJob = {
  /** What a `run:` step would see. */
  readonly environment: () => Environment;
  readonly temporary: string;
  /** The step of a bundle; its end runs with the job's. */
  readonly step: (action: string, inputs?: Readonly<Record<string, string>>) => Promise<StepResult>;
  /** The post steps, in the order they ran. */
  readonly end: () => Promise<readonly StepResult[]>;
  /** As if the machine had lost the job: no post step, no temporary folder any more. */
  readonly vanish: () => void;
};

/** `home` outlives the job, as on a runner of one's own. */
export function aJob(home: string, environment: Environment = {}, actor?: Actor): TestJob {
  const temporary = mkdtempSync(join(tmpdir(), "nur-ci-job-"));
  mkdirSync(join(temporary, "workspace"));
  if (actor !== undefined) giveTo(actor, temporary);
  const posts: { action: string; inputs: Readonly<Record<string, string>>; main: StepResult }[] = [];
  let variables: Environment = {
    HOME: home,
    XDG_CACHE_HOME: join(home, ".cache"),
    RUNNER_TEMP: temporary,
    RUNNER_NAME: "test runner",
    RUNNER_TRACKING_ID: `github_${temporary}`,
    GITHUB_REPOSITORY: "an-owner/a-repository",
    ...environment,
  };
  const workspace = join(temporary, "workspace");
  const vanish = () => {
    for (const { main } of posts.splice(0)) main.dispose();
    rmSync(temporary, { recursive: true, force: true });
  };
  return {
    environment: () => ({ PATH: process.env["PATH"], ...variables }),
    temporary,
    step: async (action, inputs = {}) => {
      const main = await runStep({ action, inputs, workspace, environment: variables, actor });
      variables = { ...variables, ...main.exported };
      posts.push({ action, inputs, main });
      return main;
    },
    end: async () => {
      const results: StepResult[] = [];
      for (const { action, inputs, main } of posts.toReversed()) {
        if (Object.keys(main.state).length === 0) continue;
        const { state } = main;
        results.push(await runStep({ action, inputs, workspace, environment: variables, state, actor }));
        results.at(-1)?.dispose();
      }
      vanish();
      return results;
    },
    vanish,
  };
}
