import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse, parseDocument } from "yaml";
import { renderFilesFor, renderWorkflowsFor } from "../../workflows/files.ts";
import { github, renderValue, secret, template } from "../../workflows/model/expression.ts";
import type { Job } from "../../workflows/model/job.ts";
import { run } from "../../workflows/model/step.ts";
import type { StartedWorkflow } from "../../workflows/model/workflow.ts";
import { renderWorkflow } from "../../workflows/render.ts";
import { sampleSpec } from "../../workflows/specs.ts";
import { readGolden } from "../support/golden.ts";
import { fc } from "../support/property.ts";
import { aCallingSpec, aForkSpec, thisSpec } from "../support/specs.ts";

const root = join(import.meta.dirname, "../..");

/** Text without braces: expressions are values of their own. */
const text = fc
  .string({ unit: "binary" })
  .filter((value) => !value.includes("${{") && !/[\uD800-\uDFFF]/.test(value));
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const value = fc.oneof(text, fc.integer(), fc.boolean());

const someJob: fc.Arbitrary<Job> = fc.record(
  {
    id: name,
    name: text,
    runsOn: fc.constantFrom("ubuntu-24.04", "macos-26"),
    timeoutMinutes: fc.integer({ min: 1, max: 360 }),
    permissions: fc.constantFrom(
      {},
      { contents: "read" } as const,
      { "security-events": { access: "write", reason: "shows findings" } } as const,
    ),
    matrix: fc.dictionary(name, fc.array(fc.oneof(text, fc.integer()), { minLength: 1, maxLength: 3 })),
    env: fc.dictionary(name, value),
    steps: fc.array(
      fc
        .record({ name: text, run: text, env: fc.dictionary(name, value) })
        .map((step) =>
          run<string>(step.run, { name: step.name, env: { ...step.env, TOKEN: secret("TOKEN") } }),
        ),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: ["id", "name", "runsOn", "timeoutMinutes", "permissions", "steps"] },
);

const someWorkflow: fc.Arbitrary<StartedWorkflow & { readonly jobs: readonly Job[] }> = fc
  .record({
    name: text,
    jobs: fc.uniqueArray(someJob, { selector: ({ id }) => id, minLength: 1, maxLength: 3 }),
  })
  .map(({ name: title, jobs }) => ({
    id: "ci",
    name: title,
    on: { pullRequest: true, push: { branches: ["main"] } },
    concurrency: { group: template`${github("workflow")}-x`, cancelInProgress: true },
    jobs,
  }));

/** Without the folder GitHub wants; a folder that starts with a dot is not seen in a review. */
function goldenName(path: string): string {
  return path.replace(/^\.github\/(workflows\/)?/, "").replace(/^\.tangled\/workflows\//, "tangled/");
}

describe("rendering", () => {
  test("this repository's own workflows are those in .github", () => {
    for (const { path, content } of renderFilesFor(thisSpec))
      expect(content).toBe(readFileSync(join(root, path), "utf8"));
  });

  test.each([sampleSpec, aForkSpec(), aCallingSpec()])(
    "the workflows of $name are the golden ones",
    (spec) => {
      for (const { path, content } of renderFilesFor(spec))
        expect(content).toBe(readGolden(`${spec.name}/${goldenName(path)}`, content));
    },
  );

  test("a file says first that it is generated, and how", () => {
    const [file] = renderWorkflowsFor(thisSpec);
    expect(file?.content.split("\n")[0]).toBe(
      "# generated: do not edit; npm run -s nur-ci -- workflows --write",
    );
  });

  test("an action of a release shows its version, an action of the checkout why it is one", () => {
    const uses = (spec: typeof thisSpec) =>
      renderWorkflowsFor(spec)[0]?.content.match(/uses: .*hash-guard.*/)?.[0];
    expect(uses(aForkSpec())).toBe(
      "uses: atproto-nix/nur-ci/actions/hash-guard@0123456789abcdef0123456789abcdef01234567 # v1.2.3",
    );
    expect(uses(thisSpec)).toMatch(/^uses: \.\/actions\/hash-guard # zizmor: ignore\[self-repository\] \w+/);
  });

  test("a caller's runners reach the workflow it calls", () => {
    const { packages } = aCallingSpec();
    const runners = { "aarch64-linux": "big-arm", "riscv64-linux": "board" };
    const files = renderWorkflowsFor(aCallingSpec({ packages: { ...packages, runners } }));
    expect(files.map(({ content }) => Object.values(parse(content).jobs))).toEqual(
      files.map(() => [
        expect.objectContaining({
          with: expect.objectContaining({ runners: "aarch64-linux=big-arm\nriscv64-linux=board" }),
        }),
      ]),
    );
  });

  test("a permission shows its reason", () => {
    const job: Job = {
      id: "scan",
      name: "Scan",
      runsOn: "ubuntu-24.04",
      timeoutMinutes: 5,
      permissions: { "security-events": { access: "write", reason: "shows findings" }, contents: "read" },
      steps: [run("true", { name: "Do nothing" })],
    };
    const group = template`${github("workflow")}`;
    const rendered = renderWorkflow({
      id: "x",
      name: "X",
      on: {},
      concurrency: { group, cancelInProgress: true },
      jobs: [job],
    });
    expect(rendered).toContain("      contents: read\n      security-events: write # shows findings\n");
  });

  test("the same value gives the same bytes", () => {
    fc.assert(
      fc.property(
        someWorkflow,
        (workflow) => renderWorkflow(workflow) === renderWorkflow(structuredClone(workflow)),
      ),
      { numRuns: 30 },
    );
  });

  test("whatever the text, YAML reads back what was meant", () => {
    fc.assert(
      fc.property(someWorkflow, (workflow) => {
        const rendered = renderWorkflow(workflow);
        expect(parseDocument(rendered).errors).toEqual([]);
        const { jobs, permissions, ...head } = parse(rendered);
        expect(permissions).toEqual({});
        expect(head.name).toBe(workflow.name);
        expect(Object.keys(jobs)).toEqual(workflow.jobs.map(({ id }) => id));
        for (const job of workflow.jobs) expect(jobs[job.id]).toEqual(meant(job));
      }),
      { numRuns: 60 },
    );
  });
});

/** The job as GitHub should see it, said without the renderer. */
function meant(job: Job): unknown {
  return {
    name: job.name,
    "runs-on": job.runsOn,
    "timeout-minutes": job.timeoutMinutes,
    permissions: Object.fromEntries(
      Object.entries(job.permissions).map(([scope, granted]) => [
        scope,
        typeof granted === "string" ? granted : granted.access,
      ]),
    ),
    ...(job.matrix === undefined ? {} : { strategy: { "fail-fast": false, matrix: job.matrix } }),
    ...(job.env === undefined ? {} : { env: job.env }),
    steps: job.steps.map((step) => ({
      name: step.name,
      run: "run" in step ? step.run : undefined,
      env: Object.fromEntries(Object.entries(step.env ?? {}).map(([key, each]) => [key, renderValue(each)])),
    })),
  };
}
