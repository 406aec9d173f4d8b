/** Whether `npm start` has Pulumi: from PATH, from an earlier time, or fetched now because the user says so. */

import { delimiter, join } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Environment, Host } from "../actions/lib/host/host.ts";
import { getEngine } from "../infra/local/get-engine.ts";
import { hasProgram } from "../infra/local/programs.ts";
import { renderProblem } from "../workflows/problem.ts";

export type EngineWish = { readonly state: string; readonly get: boolean };

/** The environment with Pulumi on its PATH, or as it is when there is none: then the plan is shown without it. */
export async function withEngine({ state, get }: EngineWish, host: Host): Promise<Environment> {
  const { environment } = host;
  if (hasProgram("pulumi", environment)) return environment;
  const folder = join(state, "pulumi-cli");
  const known = { ...environment, PATH: [join(folder, "bin"), environment["PATH"]].join(delimiter) };
  if (hasProgram("pulumi", known)) return known;
  if (!get && !(await agrees(folder))) return environment;
  host.progress("fetching pulumi");
  const got = await getEngine(folder);
  if (got.ok) return known;
  for (const problem of got.problems) host.info(renderProblem(problem));
  return environment;
}

/** Nobody is asked who cannot answer. */
async function agrees(folder: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asked.question(
    `pulumi is not on PATH. Fetch it into ${folder} (about 100 MB)? [y/N] `,
  );
  asked.close();
  return /^y(es)?$/i.test(answer.trim());
}
