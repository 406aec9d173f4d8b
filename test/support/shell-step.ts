/** The shell text of a rendered step, run as a runner runs it: `bash -e`, and nothing in its environment that is not given. */

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { renderWorkflowsFor } from "../../workflows/files.ts";
import type { Spec } from "../../workflows/spec.ts";

export type ShellStep = {
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
};

/** The shell step with this name; it throws when there is none. */
export function shellStep(spec: Spec, workflow: string, name: string): ShellStep {
  const file = renderWorkflowsFor(spec).find(({ path }) => path.endsWith(`/${workflow}.yml`));
  const { jobs } = parse(file?.content ?? "jobs: {}") as {
    jobs: Record<string, { steps?: { name: string; run?: string; env?: Record<string, string> }[] }>;
  };
  const step = Object.values(jobs)
    .flatMap(({ steps = [] }) => steps)
    .find((each) => each.name === name);
  if (step?.run === undefined) throw new Error(`${workflow}.yml has no shell step ${JSON.stringify(name)}`);
  return { run: step.run, env: step.env ?? {} };
}

export function runShell({ run }: ShellStep, folder: string, env: Readonly<Record<string, string>>) {
  const options = {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", ...env },
  } as const;
  return spawnSync("bash", ["--norc", "-e", "-c", run], options);
}

/** A program of this name in `folder`/bin; returns that folder, for PATH. */
export function installProgram(folder: string, name: string, text: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${text}`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}
