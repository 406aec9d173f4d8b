/** `npm run pulumi -- ARGS`: Pulumi with Node 24 first on its PATH, and a backend in files unless another is set. It adds no argument. */

import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { withEngineHome } from "../infra/local/engine-home.ts";
import { hasProgram } from "../infra/local/programs.ts";
import { type Problem, renderProblem } from "../workflows/problem.ts";

const missing: Problem = {
  code: "engine-missing",
  severity: "error",
  where: "pulumi",
  what: "is not on PATH",
  fix: "npm start -- --get-pulumi, then PATH=.local/pulumi-cli/bin:$PATH",
};

const state = resolve(".local");
const environment = withEngineHome(process.env, join(state, "pulumi-stacks"));
if (hasProgram("pulumi", environment)) {
  const { status } = spawnSync("pulumi", process.argv.slice(2), {
    env: environment as NodeJS.ProcessEnv,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} else {
  console.error(renderProblem(missing));
  process.exitCode = 1;
}
