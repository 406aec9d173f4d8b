/** Rules about the frame: what starts it, how long it may run, who may read its log, and that the gate sees every job. */

import { type Data, dataOf, type Finding, type JobView, type Rule } from "./rule.ts";

const dangerous = ["pull_request_target", "workflow_run", "issue_comment"];
/** Hosted runners end a job after six hours whatever the file says. */
const longestMinutes = 360;

export const noDangerousTrigger: Rule = ({ data }) =>
  [data["on"]]
    .flatMap((on) => (typeof on === "string" ? [on] : Array.isArray(on) ? on : Object.keys(dataOf(on))))
    .filter((event) => dangerous.includes(event))
    .map((event) => ({
      path: ["on"],
      what: `${JSON.stringify(event)} gives the code of outsiders our secrets`,
      fix: "use pull_request",
    }));

/** Group names are one namespace per repository; a pull request's old run is of no use, the default branch's is. */
export const concurrency: Rule = ({ data }) => {
  const { group, "cancel-in-progress": cancel } = dataOf(data["concurrency"]);
  if (isCalled(data)) return group === undefined ? [] : [waitsForItself()];
  const isOwn = String(group).includes("github.workflow") && String(group).includes("github.ref");
  if (isOwn && cancel !== undefined) return [];
  return [
    {
      path: ["concurrency"],
      what: "runs of other workflows or branches may share the concurrency group",
      fix: "group: ${{ github.workflow }}-${{ github.ref }}, and cancel-in-progress",
    },
  ];
};

export const named: Rule = ({ data, jobs }) => [
  ...(isText(data["name"]) ? [] : [nameless([], "the workflow")]),
  ...jobs.flatMap((job) => [
    ...(isText(job.data["name"]) ? [] : [nameless(job.path, `the job ${JSON.stringify(job.id)}`)]),
    ...job.steps.filter((step) => !isText(step.data["name"])).map(({ path }) => nameless(path, "a step")),
  ]),
];

export const timeLimit: Rule = ({ jobs }) =>
  jobs
    .filter(({ data }) => data["uses"] === undefined && !isWithin(data["timeout-minutes"]))
    .map(({ id, path }) => ({
      path,
      what: `the job ${JSON.stringify(id)} has no time limit up to ${longestMinutes} minutes`,
      fix: "timeout-minutes: 30",
    }));

export const fixedRunner: Rule = ({ jobs }) =>
  jobs
    .filter(({ data }) => data["uses"] === undefined)
    .filter(({ data }) => !/^(\$\{\{ matrix\.[\w-]+ \}\}|[a-z]+-\d[\w.-]*)$/.test(String(data["runs-on"])))
    .map(({ path, data }) => ({
      path: [...path, "runs-on"],
      what: `${JSON.stringify(data["runs-on"])} is no runner of a fixed version`,
      fix: "runs-on: ubuntu-24.04",
    }));

export const matrixWithoutFailFast: Rule = ({ jobs }) =>
  jobs
    .filter(({ data }) => data["strategy"] !== undefined && dataOf(data["strategy"])["fail-fast"] !== false)
    .map(({ path, id }) => ({
      path: [...path, "strategy"],
      what: `one failure in ${JSON.stringify(id)} cancels all its other jobs`,
      fix: "fail-fast: false",
    }));

/** GitHub counts a skipped required check as passed: without always() a failure upstream opens the gate. */
export const gateSeesAll: Rule = ({ data, jobs }) => {
  const gate = jobs.find(({ id }) => id === "gate");
  if (gate !== undefined) return findingsOfGate(gate, jobs);
  // A job that is a called workflow brings the gate of that workflow.
  if (!("pull_request" in dataOf(data["on"])) || jobs[0]?.data["uses"] !== undefined) return [];
  return [
    { path: ["jobs"], what: "pull requests have no gate", fix: "add the job of workflows/jobs/gate.ts" },
  ];
};

function findingsOfGate(gate: JobView, jobs: readonly JobView[]): readonly Finding[] {
  // What needs the gate repeats its result under a former name.
  const others = jobs.filter(({ id, needs }) => id !== "gate" && !needs.includes("gate"));
  const unseen = others.filter(({ id }) => !gate.needs.includes(id));
  const env = JSON.stringify(gate.steps.map(({ data }) => data["env"]));
  const unread = gate.needs.filter((id) => !env.includes(`needs.${id}.result`));
  return [
    ...unseen.map(({ id }) => ({
      path: [...gate.path, "needs"],
      what: `the gate does not need ${JSON.stringify(id)}`,
      fix: `needs: [${id}]`,
    })),
    ...unread.map((id) => ({
      path: gate.path,
      what: `the gate does not read the result of ${JSON.stringify(id)}`,
      fix: `env: { RESULT: needs.${id}.result }`,
    })),
    ...(gate.data["if"] === "always()"
      ? []
      : [{ path: gate.path, what: "the gate can be skipped, which counts as passed", fix: "if: always()" }]),
  ];
}

/** Who can write to the repository must have been let by a person, and runs nothing that a cache brought along. */
export const guardedWrites: Rule = ({ jobs }) =>
  jobs
    .filter(({ data }) => dataOf(data["permissions"])["contents"] === "write")
    .flatMap(({ id, path, data, steps }) => [
      ...(isText(data["environment"])
        ? []
        : [{ path, what: `${JSON.stringify(id)} writes without an approval`, fix: "environment: release" }]),
      ...steps
        .filter((step) => /^actions\/(cache|setup-node)\b/.test(String(step.data["uses"])))
        .map((step) => ({
          path: step.path,
          what: `${JSON.stringify(id)} writes, and restores what another run left in a cache`,
          fix: "remove the step",
        })),
    ]);

function isCalled(data: Data): boolean {
  return "workflow_call" in dataOf(data["on"]);
}

function waitsForItself(): Finding {
  return {
    path: ["concurrency"],
    what: "a called workflow shares its caller's group and waits for itself",
    fix: "remove concurrency: the caller has it",
  };
}

function nameless(path: Finding["path"], what: string): Finding {
  return { path, what: `${what} has no name`, fix: "name: what it does, for people" };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}

function isWithin(minutes: unknown): boolean {
  return typeof minutes === "number" && Number.isInteger(minutes) && minutes > 0 && minutes <= longestMinutes;
}
