import { spawnSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { renderWorkflowsFor } from "../../../workflows/files.ts";
import type { Spec } from "../../../workflows/spec.ts";
import { ownSpec, sampleSpec } from "../../../workflows/specs.ts";
import { aForkSpec, thisSpec } from "../../support/specs.ts";

type Rendered = {
  readonly jobs: Readonly<
    Record<string, { needs?: string[]; if?: string; steps: { env?: Record<string, string>; run?: string }[] }>
  >;
};

function rendered(spec: Spec): Rendered {
  return parse(renderWorkflowsFor(spec)[0]?.content ?? "") as Rendered;
}

/** Exit code of the gate's own shell text, run by the shell of a runner, with these results. */
function judge(spec: Spec, values: Readonly<Record<string, string>>): number | null {
  const [step] = rendered(spec).jobs["gate"]?.steps ?? [];
  const env = Object.entries(step?.env ?? {}).map(([name, value]) => {
    const read = /^\$\{\{ needs\.([\w-]+)\.(?:result|outputs\.([\w-]+)) \}\}$/.exec(value);
    return [name, values[read?.[2] ?? read?.[1] ?? ""] ?? ""];
  });
  const { status } = spawnSync("bash", ["-e", "-c", step?.run ?? "exit 9"], { env: Object.fromEntries(env) });
  return status;
}

const green = {
  guard: "success",
  plan: "success",
  build: "success",
  "guard-changes": "success",
  "flake-check": "success",
  check: "success",
  "nix-matrix": "success",
  builds: "3",
  "changed-attrs": "packages.x86_64-linux.harbor-tid\npackages.x86_64-linux.harbor-handle",
};

describe("the gate", () => {
  test.each([thisSpec, sampleSpec, aForkSpec()])(
    "of $name needs every other job but the report of what it decided, and always runs",
    (spec) => {
      const { jobs } = rendered(spec);
      const { gate, report, ...others } = jobs;
      expect(report?.needs).toContain("gate");
      expect(gate?.needs?.toSorted()).toEqual(Object.keys(others).toSorted());
      expect(gate?.if).toBe("always()");
    },
  );

  test.each<[string, Readonly<Record<string, string>>, number]>([
    ["everything succeeded", {}, 0],
    ["nothing was to be built", { build: "skipped", builds: "0" }, 0],
    ["the build was skipped although there was something to build", { build: "skipped" }, 1],
    ["the build was skipped and the plan says nothing", { build: "skipped", builds: "" }, 1],
    [
      "the guard failed and the rest was skipped",
      { guard: "failure", plan: "skipped", build: "skipped", builds: "" },
      1,
    ],
    ["nothing changed", { "guard-changes": "skipped", "changed-attrs": "" }, 0],
    ["what changed was not guarded although something did", { "guard-changes": "skipped" }, 1],
    ["what changed is refused", { "guard-changes": "failure" }, 1],
    ["the flake was not checked", { "flake-check": "skipped" }, 1],
    ["the guard was skipped", { guard: "skipped" }, 1],
    ["the plan failed and what it left was built", { plan: "failure" }, 1],
    ["the plan was skipped", { plan: "skipped", build: "skipped", builds: "0" }, 1],
    ["one build failed", { build: "failure" }, 1],
    ["a build was cancelled", { build: "cancelled" }, 1],
    ["a build failed although nothing was to be built", { build: "failure", builds: "0" }, 1],
    ["a result is missing", { guard: "" }, 1],
    ["a result is a command", { guard: 'success"; exit 0; "' }, 1],
    ["the count is a command", { build: "skipped", builds: "0 ] || exit 0; [ 0" }, 1],
  ])("when %s", (_, values, exitCode) => {
    expect(judge(sampleSpec, { ...green, ...values })).toBe(exitCode);
  });

  test.each([
    ["success", 0],
    ["failure", 1],
    ["skipped", 1],
  ])("without a pipeline, when the check ends with %s", (check, exitCode) => {
    expect(judge(ownSpec([]), { ...green, check })).toBe(exitCode);
  });
});
