import { expect, test } from "@jest/globals";
import { planResources } from "../../../infra/plan.ts";
import { registrationsOf } from "../support/registrations.ts";
import { aPipeline, aSettings } from "../support/settings.ts";

test("every rendered file is committed to the default branch, byte for byte", async () => {
  const settings = aSettings({ defaultBranch: "trunk" });
  const pipeline = aPipeline(settings);
  const recorded = await registrationsOf(async () => {
    const { WorkflowFiles } = await import("../../../infra/resources/workflow-files.ts");
    new WorkflowFiles("workflow-files", planResources(settings, pipeline), {});
  });
  const files = recorded.filter(({ type }) => type === "github:index/repositoryFile:RepositoryFile");
  expect(files.map(({ name, inputs }) => ({ name, ...inputs }))).toEqual(
    pipeline.files.map(({ path, content }) => ({
      name: `file:${path}`,
      repository: "nur",
      branch: "trunk",
      file: path,
      content,
      commitMessage: `ci: generate ${path}`,
      overwriteOnCreate: true,
    })),
  );
  expect(files.map(({ name }) => name)).toContain("file:.github/workflows/ci.yml");
});
