import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { checkNames } from "../../workflows/check-names.ts";
import { requiredChecks } from "../../workflows/checks.ts";
import { renderWorkflowsFor, workflowsFor } from "../../workflows/files.ts";
import { call, type Reusable, reusable } from "../../workflows/model/call.ts";
import { always, equals, fromJson, github, matrix, template } from "../../workflows/model/expression.ts";
import type { Job } from "../../workflows/model/job.ts";
import { run } from "../../workflows/model/step.ts";
import type { AnyJob, StartedWorkflow } from "../../workflows/model/workflow.ts";
import { sampleSpec } from "../../workflows/specs.ts";
import { aCallingSpec, aForkSpec, thisSpec } from "../support/specs.ts";

function aJob(overrides: Partial<Job> = {}): Job {
  return {
    id: "gate",
    name: "Gate",
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 5,
    permissions: {},
    required: true,
    steps: [run("true", { name: "Do nothing" })],
    ...overrides,
  };
}

function aWorkflow(
  jobs: readonly AnyJob[],
  on: StartedWorkflow["on"] = { pullRequest: true, mergeGroup: true },
): StartedWorkflow {
  const group = template`${github("workflow")}-${github("ref")}`;
  return { id: "ci", name: "CI", on, concurrency: { group, cancelInProgress: true }, jobs };
}

const noInterface = { inputs: {}, secrets: {} } as const;

function aCall(callee: Reusable<typeof noInterface>, name: string) {
  return call(callee, { from: "checkout" }, { id: "call", name, with: {}, secrets: {} });
}

const systems = { system: ["x86_64-linux", "aarch64-linux"], nix: [2.8, 2.34] };

describe("names of checks", () => {
  test.each<[string, Partial<Job>, readonly string[]]>([
    ["a job without a matrix", {}, ["Gate"]],
    [
      "a matrix goes behind a plain name",
      { matrix: systems },
      [
        "Gate (x86_64-linux, 2.8)",
        "Gate (x86_64-linux, 2.34)",
        "Gate (aarch64-linux, 2.8)",
        "Gate (aarch64-linux, 2.34)",
      ],
    ],
    ["even with one entry", { matrix: { system: ["x86_64-linux"] } }, ["Gate (x86_64-linux)"]],
    [
      "a name that speaks of the matrix is filled in",
      { name: template`Check ${matrix("system")}`, matrix: { system: systems.system } },
      ["Check x86_64-linux", "Check aarch64-linux"],
    ],
  ])("%s", (_, overrides, names) => {
    expect(checkNames(aJob(overrides))).toEqual({ ok: true, value: names });
  });
});

describe("required checks", () => {
  test.each([thisSpec, sampleSpec, aForkSpec()])(
    "of $name: the gate, and no other app may report it",
    (spec) => {
      expect(requiredChecks(workflowsFor(spec))).toEqual({
        ok: true,
        value: [{ context: "Gate", integrationId: 15368 }],
      });
    },
  );

  test("of a caller: the gate inside the called workflow", () => {
    expect(requiredChecks(workflowsFor(aCallingSpec()))).toEqual({
      ok: true,
      value: [{ context: "CI / Gate", integrationId: 15368 }],
    });
  });

  test("go through matrix and calls at every level", () => {
    const inner = reusable({
      id: "inner",
      name: "Inner",
      call: noInterface,
      jobs: [
        aJob({ matrix: { n: [1, 2] } }),
        aJob({ id: "free", name: "Free", required: undefined as never }),
      ],
    });
    const middle = reusable({
      id: "middle",
      name: "Middle",
      call: noInterface,
      jobs: [aCall(inner, "Middle")],
    });
    const outer = { ...aCall(middle, "Outer"), matrix: { system: ["a", "b"] } };
    const found = requiredChecks([aWorkflow([outer])]);
    expect(found.ok && found.value.map(({ context }) => context)).toEqual([
      "Outer (a) / Middle / Gate (1)",
      "Outer (a) / Middle / Gate (2)",
      "Outer (b) / Middle / Gate (1)",
      "Outer (b) / Middle / Gate (2)",
    ]);
  });

  test("are refused when the caller can be skipped: nothing then reports the callee's name", () => {
    const inner = reusable({ id: "inner", name: "Inner", call: noInterface, jobs: [aJob()] });
    const skippable = { ...aCall(inner, "CI"), if: equals(github("ref"), "x") };
    expect(requiredChecks([aWorkflow([skippable])])).toMatchObject({
      ok: false,
      problems: [{ where: "jobs.call / gate" }],
    });
  });

  test.each([thisSpec, sampleSpec])("of $name stand in the rendered file as a job's name", (spec) => {
    const checks = requiredChecks(workflowsFor(spec));
    const names = renderWorkflowsFor(spec).flatMap(({ content }) =>
      Object.values(parse(content).jobs as Record<string, { name: string }>).map(({ name }) => name),
    );
    expect(names).toEqual(
      expect.arrayContaining(checks.ok ? checks.value.map(({ context }) => context) : ["?"]),
    );
  });

  test("every required job counts, matrix and all", () => {
    const found = requiredChecks([
      aWorkflow([aJob(), aJob({ id: "test", name: "Test", matrix: { n: [1, 2] } })]),
    ]);
    expect(found.ok && found.value.map(({ context }) => context)).toEqual(["Gate", "Test (1)", "Test (2)"]);
  });

  test.each<[string, StartedWorkflow, string]>([
    [
      "no pull request runs it",
      aWorkflow([aJob()], { push: { branches: ["main"] }, mergeGroup: true }),
      "pull_request",
    ],
    ["the merge queue waits for it", aWorkflow([aJob()], { pullRequest: true }), "merge_group"],
    [
      "its names are known only when it runs",
      aWorkflow([aJob({ matrix: fromJson(matrix("x")) as never })]),
      "known only when it runs",
    ],
    [
      "its name holds something else than the matrix",
      aWorkflow([aJob({ name: template`On ${github("ref")}` })]),
      "known only when it runs",
    ],
    ["a condition may skip it", aWorkflow([aJob({ if: equals(github("ref"), "x") })]), "can be skipped"],
    [
      "what it needs may skip it",
      aWorkflow([aJob({ id: "first", name: "First" }), aJob({ needs: ["first"] })]),
      "can be skipped",
    ],
    [
      "two jobs report the same name",
      aWorkflow([aJob(), aJob({ id: "other", if: always() })]),
      'more than one job reports the required check "Gate"',
    ],
    ["nothing is required", aWorkflow([aJob({ required: undefined as never })]), "no job is required"],
  ])("refused when %s", (_, workflow, what) => {
    const found = requiredChecks([workflow]);
    const problems = found.ok ? [] : found.problems;
    expect(problems.map(({ code }) => code)).toContain("check-unreachable");
    expect(problems.map((problem) => problem.what).join("\n")).toContain(what);
  });
});
