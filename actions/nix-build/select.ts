/** What a run is asked to build: a shard of a plan, or attributes of a flake. Names what is missing; never builds less in silence. */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { InputsOf } from "../../workflows/contract/contract.ts";
import type { nixBuild } from "../../workflows/contract/nix-build.ts";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import type { Host } from "../lib/host/host.ts";
import type { Nix } from "../lib/nix/command.ts";
import type { DerivedAttribute, WithheldAttribute } from "../lib/nix/evaluation.ts";
import { localSystem } from "../lib/nix/local-system.ts";
import { ownerOf, readOrganizations } from "../lib/plan/organizations.ts";
import { type Entry, type PlanFile, parsePlanFile } from "../lib/plan-file.ts";

export type Selection = {
  readonly entries: readonly Entry[];
  /** Attributes asked for that are no entries. */
  readonly problems: readonly Problem[];
  /** Commit of the plan. */
  readonly rev?: string;
  /** The plan is of this file, not of a flake. */
  readonly file?: string;
};

type Inputs = InputsOf<typeof nixBuild>;

export async function selectEntries(inputs: Inputs, host: Host, nix: Nix): Promise<Outcome<Selection>> {
  if (inputs.planFile !== "") return selectFromPlan(inputs, host);
  if (inputs.attrs.length > 0) return selectFromFlake(inputs, host, nix);
  return refuse({
    code: "input-invalid",
    severity: "error",
    where: "plan-file",
    what: "neither a plan nor attributes are given",
    fix: "give plan-file (make it with nur-ci plan), or attrs",
  });
}

async function selectFromPlan(inputs: Inputs, host: Host): Promise<Outcome<Selection>> {
  const path = resolve(host.workspace, inputs.planFile);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return refuse({
      code: "plan-unreadable",
      severity: "error",
      where: path,
      what: `the plan cannot be read: ${(error as Error).message}`,
      fix: "make it: nur-ci plan",
    });
  }
  const plan = parsePlanFile(text, path);
  if (!plan.ok) return plan;
  const entries = entriesOf(plan.value, inputs);
  if (!entries.ok) return entries;
  const { rev, file } = plan.value;
  return succeed({
    ...{ entries: entries.value, problems: [] },
    ...(rev === undefined ? {} : { rev }),
    ...(file === undefined ? {} : { file }),
  });
}

function entriesOf(plan: PlanFile, { shard, organization, attrs }: Inputs): Outcome<readonly Entry[]> {
  if (attrs.length > 0) return pick(plan, plan.file === undefined ? attrs.map(wholePath) : attrs);
  if (shard === "") {
    const here = plan.entries.filter(({ system }) => system === localSystem());
    return succeed(here.filter((entry) => organization === "" || entry.organization === organization));
  }
  const found = plan.shards.find(({ id }) => id === shard);
  if (found !== undefined) return pick(plan, found.attrs);
  const ids = plan.shards.map(({ id }) => id).join(", ");
  return refuse({
    code: "shard-missing",
    severity: "error",
    where: "shard",
    what: `the plan has no shard ${JSON.stringify(shard)}`,
    fix: ids === "" ? "the plan has no shards: there is nothing to build" : `give one of ${ids}`,
  });
}

function pick(plan: PlanFile, attrs: readonly string[]): Outcome<readonly Entry[]> {
  const byAttr = new Map(plan.entries.map((entry) => [entry.attr, entry]));
  const missing = attrs.filter((attr) => !byAttr.has(attr));
  if (missing.length === 0) return succeed(attrs.flatMap((attr) => byAttr.get(attr) ?? []));
  return refuse(
    ...missing.map((attr): Problem => {
      const skipped = plan.skipped.find((skip) => skip.attr === attr);
      return {
        code: "attribute-missing",
        severity: "error",
        where: attr,
        what: `the plan does not build ${JSON.stringify(attr)}${skipped === undefined ? "" : `: ${skipped.reason}`}`,
        fix: "take an attribute of the plan, or give attrs without plan-file to build it anyway",
      };
    }),
  );
}

function wholePath(attr: string): string {
  return /^[^".]+$/.test(attr) ? `packages.${localSystem()}.${attr}` : attr;
}

async function selectFromFlake(inputs: Inputs, host: Host, nix: Nix): Promise<Outcome<Selection>> {
  const { instantiate } = await import("../lib/nix/eval.ts");
  const evaluation = await instantiate({ flake: inputs.flake, attrs: [...new Set(inputs.attrs)] }, nix, {
    workspace: host.workspace,
    signal: host.signal,
    onProgress: (line) => host.progress(line),
  });
  if (!evaluation.ok) return evaluation;
  const { derived, withheld, problems, flake } = evaluation.value;
  const organizations = await readOrganizations(flake);
  return succeed({
    entries: derived.map((attribute) => entryOf(attribute, organizations)),
    problems: [...problems, ...withheld.map(withheldProblem)],
    ...(flake.rev === undefined ? {} : { rev: flake.rev }),
  });
}

function entryOf(derived: DerivedAttribute, organizations: readonly string[]): Entry {
  const { attr, system, drvPath, outputs, position, description, mainProgram } = derived;
  return {
    ...{ attr, ...ownerOf(derived, organizations), system, drvPath, outputs: { ...outputs } },
    ...(position === undefined ? {} : { position }),
    meta: {
      ...(description === undefined ? {} : { description }),
      ...(mainProgram === undefined ? {} : { mainProgram }),
    },
  };
}

function withheldProblem({ attr, reason, detail }: WithheldAttribute): Problem {
  return {
    code: reason === "unsupported" ? "unsupported-system" : reason,
    severity: "error",
    where: attr,
    what: `meta says that ${JSON.stringify(attr)} is ${reason}${detail === undefined ? "" : `: ${detail}`}`,
    fix: "mend its meta, or do not ask for it",
  };
}
