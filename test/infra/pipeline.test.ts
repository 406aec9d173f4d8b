import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { parseSettings } from "../../infra/parse-settings.ts";
import { planPipeline } from "../../infra/pipeline.ts";
import type { Settings } from "../../infra/settings-schema.ts";
import { readStackFile, stackFile } from "../../infra/stack-file.ts";
import { parseSpec } from "../../workflows/spec.ts";
import { forkSpec } from "../../workflows/specs.ts";
import { officialFindings } from "../support/official-validator.ts";
import { aPipeline, aSettings } from "./support/settings.ts";

const inEnvironment = {
  environments: [{ name: "cache" }],
  cacheToken: { scope: "environment", environment: "cache" },
};

function ofFile(stack: string, overrides: object = {}): Settings {
  const raw = readStackFile(stackFile(stack));
  const parsed = raw.ok ? parseSettings({ ...raw.value, ...overrides }) : raw;
  if (!parsed.ok) throw new Error("refused", { cause: parsed.problems });
  return parsed.value;
}

const stacks = [ofFile("atproto"), ofFile("fork"), ofFile("atproto", inEnvironment)];
const files = stacks.flatMap((settings, index) =>
  aPipeline(settings)
    .files.filter(({ path }) => path.startsWith(".github/workflows/"))
    .map((file) => ({ title: `${index} ${file.path}`, ...file })),
);

describe("the workflows of a stack", () => {
  test.each(files)("are GitHub's language: $title", async ({ content }) => {
    expect(await officialFindings(content)).toEqual([]);
  });

  test("with the token in an environment, only the default branch's builds run in it", () => {
    const { content = "" } = aPipeline(aSettings(inEnvironment)).files[0] ?? {};
    const { jobs } = parse(content) as { jobs: Record<string, { environment?: string }> };
    expect(jobs["build"]?.environment).toBe("${{ github.ref == 'refs/heads/main' && 'cache' || '' }}");
    expect(Object.values(jobs).filter(({ environment }) => environment !== undefined)).toHaveLength(1);
    expect(aPipeline().files[0]?.content).not.toContain("environment:");
  });

  test("a called workflow does not see its caller's environments: both are refused", () => {
    const packages = { ...forkSpec.packages, tokenEnvironment: "cache" };
    const parsed = parseSpec({ ...forkSpec, packages, reuse: true });
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ where: "reuse" }]);
  });

  test("what a stack says of its pipeline is in its files", () => {
    const owners = { everything: ["@acme/all"], organizations: {} };
    const runners = { "aarch64-linux": "big-arm", "riscv64-linux": "board" };
    const pipeline = { attributes: ["packages", "checks"], runners, nested: true, tangled: true, owners };
    const planned = aPipeline(aSettings({ pipeline })).files;
    const contentOf = (path: string) => planned.find((file) => file.path === path)?.content ?? "";
    expect(parse(contentOf(".github/workflows/ci.yml")).jobs.plan.steps).toContainEqual(
      expect.objectContaining({
        with: expect.objectContaining({
          attribute: "packages\nchecks",
          runners: "aarch64-linux=big-arm\nriscv64-linux=board",
          nested: true,
        }),
      }),
    );
    expect(contentOf(".github/workflows/build-group.yml")).toContain("workflow_call");
    expect(contentOf(".github/CODEOWNERS")).toContain("* @acme/all");
    expect(contentOf(".tangled/workflows/guard.yml")).toContain("engine: nixery");
  });

  test("what the pipeline does not know is named under it", () => {
    const planned = planPipeline(aSettings({ pipeline: { colour: "red" } }));
    expect(planned.ok ? [] : planned.problems.map(({ where }) => where)).toEqual(["nur-ci:pipeline.colour"]);
  });
});
