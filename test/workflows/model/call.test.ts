import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { call, reusable } from "../../../workflows/model/call.ts";
import { github, secret, template } from "../../../workflows/model/expression.ts";
import { type Job, jobOutput } from "../../../workflows/model/job.ts";
import { run } from "../../../workflows/model/step.ts";
import { renderWorkflow } from "../../../workflows/render.ts";

function aJob(permissions: Job["permissions"], id = "work"): Job {
  const steps = [run("true", { name: "Do nothing" })];
  return { id, name: "Work", runsOn: "ubuntu-24.04", timeoutMinutes: 5, permissions, steps };
}

const reads = { access: "read", reason: "it looks" } as const;
const writes = { access: "write", reason: "it answers" } as const;
const inner = reusable({
  id: "inner",
  name: "Inner",
  call: {
    inputs: { flake: { type: "string", description: "Flake", required: true } },
    secrets: { TOKEN: { description: "Token" } },
    outputs: { matrix: { description: "Matrix", value: jobOutput({ id: "work" }, "matrix") } },
  },
  jobs: [aJob({ contents: "read", issues: reads }), aJob({ issues: writes }, "more")],
});
const calling = call(
  inner,
  { from: "checkout" },
  { id: "call", name: "Call", with: { flake: "." }, secrets: { TOKEN: secret("MY_TOKEN") } },
);

describe("a called workflow", () => {
  test("is rendered with what it asks for, and without events or concurrency of its own", () => {
    expect(parse(renderWorkflow(inner))).toMatchObject({
      on: {
        workflow_call: {
          inputs: { flake: { type: "string", description: "Flake", required: true } },
          secrets: { TOKEN: { description: "Token" } },
          outputs: { matrix: { description: "Matrix", value: "${{ jobs.work.outputs.matrix }}" } },
        },
      },
      permissions: {},
    });
    expect(parse(renderWorkflow(inner))).not.toHaveProperty("concurrency");
  });

  test("gets from its caller the most that one of its jobs asks for, and each secret by name", () => {
    const group = template`${github("workflow")}-${github("ref")}`;
    const concurrency = { group, cancelInProgress: true };
    const outer = { id: "outer", name: "Outer", on: {}, concurrency, jobs: [calling] };
    expect(parse(renderWorkflow(outer)).jobs.call).toEqual({
      name: "Call",
      permissions: { contents: "read", issues: "write" },
      uses: "./.github/workflows/inner.yml",
      with: { flake: "." },
      secrets: { TOKEN: "${{ secrets.MY_TOKEN }}" },
    });
  });

  test("of another repository is called by commit, with the version beside it", () => {
    const source = {
      from: "repository",
      repository: "acme/nur-ci",
      sha: "0123456789abcdef0123456789abcdef01234567",
      version: "v1.2.3",
    } as const;
    const { uses } = call(inner, source, { id: "x", name: "X", with: { flake: "." }, secrets: {} });
    expect(uses).toEqual({
      uses: "acme/nur-ci/.github/workflows/inner.yml@0123456789abcdef0123456789abcdef01234567",
      comment: "v1.2.3",
    });
  });
});
