import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { convertWorkflowTemplate } from "@actions/workflow-parser/model/convert";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { Contract } from "../../workflows/contract/contract.ts";
import { contracts } from "../../workflows/contract/contracts.ts";
import { renderManifest } from "../../workflows/contract/manifest.ts";
import { renderWorkflowsFor } from "../../workflows/files.ts";
import { sampleSpec } from "../../workflows/specs.ts";
import { officialFindings } from "../support/official-validator.ts";
import { aCallingSpec, aForkSpec, thisSpec } from "../support/specs.ts";

const specs = [thisSpec, sampleSpec, aForkSpec(), aCallingSpec()];
const files = specs.flatMap((spec) =>
  renderWorkflowsFor(spec).map(({ path, content }) => ({ title: `${spec.name} ${path}`, content })),
);
const sample = files.find(({ title }) => title.startsWith("sample"))?.content ?? "";

describe("GitHub's parser and language service", () => {
  test.each(files)("report nothing on $title", async ({ content }) => {
    expect(await officialFindings(content)).toEqual([]);
  });

  test.each(files)("convert every job of $title", async ({ content }) => {
    const parsed = parseWorkflow({ name: "ci.yml", content }, new NoOperationTraceWriter());
    if (parsed.value === undefined) throw new Error("not parsed");
    const template = await convertWorkflowTemplate(parsed.context, parsed.value);
    expect(parsed.context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    expect(template.jobs.map(({ id }) => String(id))).toEqual(Object.keys(parse(content).jobs));
  });

  test.each(contracts.map((contract: Contract) => ({ name: contract.name, contract })))(
    "report nothing on the action.yml of $name",
    async ({ contract }) => {
      expect(await officialFindings(renderManifest(contract), "action.yml")).toEqual([]);
    },
  );

  test("report a runtime that is none in an action.yml", async () => {
    const broken = renderManifest(contracts[0]).replace("using: node24", "using: node23");
    expect((await officialFindings(broken, "action.yml")).join("\n")).toContain("node23");
  });

  test.each([
    ["an event that is none", "pull_request:", "pull_requst:", "Unexpected value 'pull_requst'"],
    [
      "an input an action of others lacks",
      "persist-credentials:",
      "persist-credential:",
      "Invalid action input",
    ],
    [
      "an input an action of ours lacks",
      "plan-file: ${{ r",
      "plan-fil: ${{ r",
      "Invalid action input 'plan-fil'",
    ],
    [
      "a required input that is missing",
      "path: ${{ steps.plan.outputs.plan-file }}",
      "retention-days: 1",
      "Missing required input",
    ],
    ["a job that is not there", "needs: [plan]", "needs: [paln]", "paln"],
    ["an output that no job has", "outputs.builds != ''", "outputs.bilds != ''", "bilds"],
    ["a context that is none", "matrix.runner", "matrx.runner", "matrx"],
    ["a permission that is none", "contents: read", "contents: reed", "reed"],
  ])("report %s", async (_, right, wrong, message) => {
    const broken = sample.replace(right, wrong);
    expect(broken).not.toBe(sample);
    expect((await officialFindings(broken)).join("\n")).toContain(message);
  });
});
