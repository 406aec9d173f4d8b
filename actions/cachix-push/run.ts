/** The action cachix-push: pushes what is named, here and now, or starts to watch what the job builds. It builds nothing. */

import { type Problem, refuse } from "../../workflows/problem.ts";
import { pushClosure } from "../lib/cache/push.ts";
import type { Host, Report } from "../lib/host/host.ts";
import { nixCommand } from "../lib/nix/command.ts";
import { newReportFile, type Outputs, reportOnly, reportPush } from "./report.ts";
import { namesSomething, readRoots } from "./roots.ts";
import { type Effects, type Inputs, termsOf } from "./terms.ts";
import { watch } from "./watch.ts";

export async function run(inputs: Inputs, host: Host, effects: Effects = {}): Promise<Report<Outputs>> {
  const nix = effects.nix ?? nixCommand(host.environment, host.signal);
  const terms = termsOf(inputs, host.environment);
  const { job } = host;
  if (wants(inputs) === "watch" && job !== undefined)
    return terms.ok
      ? watch(inputs, { terms: { ...terms.value, pin: undefined }, nix, host, job, effects })
      : reportOnly(terms.problems);
  const roots = namesSomething(inputs)
    ? await readRoots(inputs, host.workspace, nix)
    : refuse<readonly string[]>(nothingNamed);
  if (!terms.ok || !roots.ok)
    return reportOnly([terms, roots].flatMap((outcome) => (outcome.ok ? [] : outcome.problems)));
  const push = await pushClosure({ ...terms.value, roots: roots.value }, nix, host, effects);
  return reportPush({ mode: "roots", push }, await newReportFile(host.temporary, terms.value.cache.name));
}

function wants(inputs: Inputs): "roots" | "watch" {
  if (inputs.mode !== "auto") return inputs.mode;
  return namesSomething(inputs) && !inputs.skipPush ? "roots" : "watch";
}

const nothingNamed: Problem = {
  code: "input-invalid",
  severity: "error",
  where: "paths",
  what: "neither paths nor installables nor results-file is given: there is nothing to push",
  fix: "give store paths, or the results-file output of nix-build; in a workflow, mode: watch pushes what the job builds",
};
