/** The verbs that are actions: the same `run` as on a runner, with the terminal's words for the inputs. */

import { cachixPush } from "../../workflows/contract/cachix-push.ts";
import type { Contract, InputsOf, OutputsOf } from "../../workflows/contract/contract.ts";
import { hashGuard } from "../../workflows/contract/hash-guard.ts";
import { nixBuild } from "../../workflows/contract/nix-build.ts";
import { plan } from "../../workflows/contract/plan.ts";
import { report } from "../../workflows/contract/report.ts";
import type { Problem } from "../../workflows/problem.ts";
import { run as push } from "../cachix-push/run.ts";
import { run as guard } from "../hash-guard/run.ts";
import type { Host, Report, Run } from "../lib/host/host.ts";
import { parseInputs } from "../lib/inputs.ts";
import { run as build } from "../nix-build/run.ts";
import { run as makePlan } from "../plan/run.ts";
import { run as addUp } from "../report/run.ts";
import type { Options } from "./options.ts";
import { pipeline, run as runAll } from "./pipeline.ts";
import type { Verb } from "./verb.ts";

export type ActionVerb = Verb & {
  /** Problems instead of a report: the inputs are wrong, nothing was done. */
  readonly perform: (options: Options, host: Host) => Promise<Report<unknown> | readonly Problem[]>;
};

export const actionVerbs: readonly ActionVerb[] = [
  actionVerb(
    {
      name: "guard",
      does: "find placeholder hashes, unpinned sources and files that do not parse",
      contract: hashGuard,
      positionals: "paths",
      formats: ["sarif", "github"],
    },
    guard,
  ),
  actionVerb(
    { name: "plan", does: "evaluate, classify, ask the cache, pack into jobs", contract: plan },
    makePlan,
  ),
  actionVerb(
    {
      name: "build",
      does: "build a shard or attributes, explain failures",
      contract: nixBuild,
      positionals: "attrs",
      aliases: { plan: "plan-file", push: "cache", deadline: "deadline-minutes" },
    },
    build,
  ),
  actionVerb(
    {
      name: "push",
      does: "push closures, read them back, report every path",
      contract: cachixPush,
      positionals: "paths",
      aliases: { to: "cache", results: "results-file" },
    },
    push,
  ),
  actionVerb(
    {
      name: "report",
      does: "add up the results of builds: what became of them, and how long they took",
      contract: report,
      positionals: "results",
      aliases: { plan: "plan-file" },
    },
    addUp,
  ),
  actionVerb({ name: "run", does: "guard, plan, build, push and verify, here", contract: pipeline }, runAll),
];

function actionVerb<C extends Contract>(
  verb: Verb & { readonly contract: C },
  run: Run<InputsOf<C>, OutputsOf<C>>,
): ActionVerb {
  return {
    ...verb,
    perform: async (options, host) => {
      const inputs = parseInputs(verb.contract, options.read);
      return inputs.ok ? run(inputs.value, host) : inputs.problems;
    },
  };
}
