/** The plan action: inputs to a plan file, a matrix and a table. Builds nothing. */

import { join, resolve } from "node:path";
import type { InputsOf, OutputsOf } from "../../workflows/contract/contract.ts";
import type { plan as contract } from "../../workflows/contract/plan.ts";
import { hasErrors, type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import { labelShape, systemShape } from "../../workflows/runners.ts";
import { writeAtomically } from "../lib/atomic-file.ts";
import { parseSubstituterReference } from "../lib/cache/binary-cache.ts";
import type { Host, Report } from "../lib/host/host.ts";
import { readKnownFailures } from "../lib/known-failures-files.ts";
import { readHistory } from "../lib/plan/history.ts";
import { type PlanEffects, type PlanRequest, planFlake } from "../lib/plan/plan-flake.ts";
import { renderPlanSummary, renderPlanText } from "../lib/plan/render-plan.ts";
import { measuredOf, readResultsFiles, timingsOf } from "../lib/plan/timings.ts";
import type { Change, PlanFile } from "../lib/plan-file.ts";
import { mostNestedRows, mostRows, renderGroups, renderMatrix } from "./matrix.ts";

export type PlanInputs = InputsOf<typeof contract>;
export type PlanOutputs = OutputsOf<typeof contract>;

export async function run(
  inputs: PlanInputs,
  host: Host,
  effects: Partial<PlanEffects> = {},
): Promise<Report<PlanOutputs>> {
  const parsed = await parseRequest(inputs, host);
  if (!parsed.ok) return nothing(parsed.problems);
  const { attributes, problems: unread } = await readResultsFiles(inputs.timings, host.workspace);
  const timings = timingsOf([...(await readHistory(inputs.history, host)), ...measuredOf(attributes)]);
  const { plan, problems: found } = await planFlake({ ...parsed.value, timings }, host, effects);
  const problems = [...unread, ...found];
  if (hasErrors(problems) && plan.systems.length === 0) return nothing(problems);
  const attrs = renderChangedAttrs(plan.change);
  return {
    outputs: {
      // Too many rows for one matrix: GitHub would refuse them, and an empty matrix would build nothing in silence.
      matrix: plan.shards.length > mostRows ? "" : renderMatrix(plan.shards),
      groups: renderGroups(plan.shards),
      planFile: await writePlan(plan, host.temporary),
      changedAttrs: attrs.text,
      builds: String(plan.entries.length),
      skipped: String(plan.skipped.length),
    },
    problems: [...problems, ...attrs.problems],
    json: plan,
    text: renderPlanText(plan),
    summary: renderPlanSummary(plan),
  };
}

/** An input of the next action is a variable of its process, which may have 128 KiB. */
const mostBytes = 120 * 1024;

export function renderChangedAttrs(change: Pick<Change, "added" | "changed"> | undefined): {
  readonly text: string;
  readonly problems: readonly Problem[];
} {
  const attrs = [...(change?.added ?? []), ...(change?.changed ?? [])].toSorted();
  let room = mostBytes;
  const shown = attrs.filter((attr) => {
    room -= Buffer.byteLength(attr) + 1;
    return room >= 0;
  });
  const text = shown.join("\n");
  if (shown.length === attrs.length) return { text, problems: [] };
  const what = `changed-attrs holds ${shown.length} of ${attrs.length} attributes: more than ${mostBytes} bytes do not fit into a job's environment`;
  const fix = "read change.added and change.changed of the plan file instead";
  return {
    text,
    problems: [{ code: "input-invalid", severity: "warning", where: "changed-attrs", what, fix }],
  };
}

async function parseRequest(inputs: PlanInputs, host: Host): Promise<Outcome<Omit<PlanRequest, "timings">>> {
  const caches = inputs.cache.map(parseSubstituterReference);
  const runners = inputs.runners.map(parseRunner);
  const known =
    inputs.knownFailures === ""
      ? succeed({})
      : await readKnownFailures(resolve(host.workspace, inputs.knownFailures));
  const problems = [
    ...systemProblems(inputs.systems),
    ...jobsProblems(inputs),
    ...fileProblems(inputs),
    ...[...runners, ...caches, known].flatMap((outcome) => (outcome.ok ? [] : outcome.problems)),
  ];
  if (problems.length > 0 || !known.ok) return refuse(...problems);
  return succeed({
    flake: inputs.flake,
    file: inputs.file,
    attributes: inputs.attribute,
    systems: inputs.systems,
    runners: new Map(runners.flatMap((outcome) => (outcome.ok ? [outcome.value] : []))),
    caches: caches.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])),
    token: inputs.authToken,
    knownFailures: known.value,
    maxJobs: inputs.maxJobs,
    targetMinutes: inputs.targetMinutes,
    base: inputs.base,
  });
}

function systemProblems(systems: readonly string[]): readonly Problem[] {
  return systems
    .filter((system) => !systemShape.test(system))
    .map((system) =>
      invalid(
        "systems",
        `${JSON.stringify(system)} is no system`,
        "write one per line, for example x86_64-linux or aarch64-darwin",
      ),
    );
}

function parseRunner(line: string): Outcome<readonly [string, string]> {
  const [system = "", label = "", ...rest] = line.split("=").map((part) => part.trim());
  if (systemShape.test(system) && labelShape.test(label) && rest.length === 0)
    return succeed([system, label]);
  const fix = "write SYSTEM=LABEL, one per line, for example aarch64-linux=big-arm";
  return refuse(invalid("runners", `${JSON.stringify(line)} names no system and label`, fix));
}

function jobsProblems({ maxJobs, nested, targetMinutes }: PlanInputs): readonly Problem[] {
  const most = nested ? mostNestedRows : mostRows;
  const what = `${maxJobs} is not between 1 and ${most}`;
  const more = maxJobs <= mostNestedRows && !nested ? ", or set nested: true and use the output groups" : "";
  return [
    ...(maxJobs >= 1 && maxJobs <= most
      ? []
      : [invalid("max-jobs", what, `write max-jobs: ${most} or less${more}`)]),
    ...(targetMinutes >= 1 && targetMinutes <= 360
      ? []
      : [
          invalid(
            "target-minutes",
            `${targetMinutes} is not between 1 and 360, the six hours of a hosted job`,
            "write target-minutes: 45",
          ),
        ]),
  ];
}

/** Both named: which of them is meant cannot be told. The defaults say nothing. */
function fileProblems({ file, flake, attribute }: PlanInputs): readonly Problem[] {
  if (file === "") return [];
  const isDefault = attribute.length === 1 && attribute[0] === "packages";
  return [
    ...(flake === "."
      ? []
      : [invalid("file", `a flake (${JSON.stringify(flake)}) is given too`, "give one of the two")]),
    ...(isDefault
      ? []
      : [invalid("attribute", "a file has no outputs to choose from", "leave attribute out")]),
  ];
}

function invalid(where: string, what: string, fix: string): Problem {
  return { code: "input-invalid", severity: "error", where, what, fix };
}

async function writePlan(plan: PlanFile, folder: string): Promise<string> {
  const path = join(folder, "plan.json");
  await writeAtomically(path, `${JSON.stringify(plan)}\n`);
  return path;
}

function nothing(problems: readonly Problem[]): Report<PlanOutputs> {
  return {
    outputs: {
      matrix: renderMatrix([]),
      groups: renderGroups([]),
      planFile: "",
      changedAttrs: "",
      builds: "0",
      skipped: "0",
    },
    problems,
    json: { problems },
    text: "",
    summary: "",
  };
}
