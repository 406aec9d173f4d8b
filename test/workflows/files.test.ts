import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { Contract } from "../../workflows/contract/contract.ts";
import { contracts } from "../../workflows/contract/contracts.ts";
import { tableEnd, tableStart } from "../../workflows/contract/readme.ts";
import { generatedFiles, readmePaths, renderFilesFor, renderWorkflowsFor } from "../../workflows/files.ts";
import { sampleSpec } from "../../workflows/specs.ts";
import { aForkSpec, thisSpec } from "../support/specs.ts";

const readmes = Object.fromEntries(
  readmePaths.map((path) => [path, `# Title\n${tableStart}\n${tableEnd}\n`]),
);

const organizations = ["harbor", "lantern"];

describe("generated files", () => {
  test("are workflows, dependabot.yml, and two per action", () => {
    const files = generatedFiles(readmes, organizations);
    expect(files.ok && files.value.map(({ path }) => path)).toEqual([
      ".github/workflows/ci.yml",
      ".github/workflows/nightly.yml",
      ".github/workflows/code-scanning.yml",
      ".github/workflows/release.yml",
      ".github/workflows/nix-ci.yml",
      ".github/workflows/nix-nightly.yml",
      ".github/workflows/build-group.yml",
      ".github/dependabot.yml",
      ...contracts.map(({ name }: Contract) => `actions/${name}/action.yml`),
      ...readmePaths,
    ]);
  });

  test("a README without its markers is a problem for each, and nothing is rendered", () => {
    expect(generatedFiles({}, organizations)).toMatchObject({
      ok: false,
      problems: readmePaths.map((where) => ({ code: "workflow-stale", where })),
    });
  });

  test("updates of actions and of packages wait a week", () => {
    const files = generatedFiles(readmes, organizations);
    const dependabot = files.ok ? files.value.find(({ path }) => path.endsWith("dependabot.yml")) : undefined;
    expect(parse(dependabot?.content ?? "").updates).toMatchObject([
      { "package-ecosystem": "github-actions", cooldown: { "default-days": 7 } },
      { "package-ecosystem": "npm", cooldown: { "default-days": 7 } },
    ]);
  });
});

describe("files of a package set", () => {
  const pathsOf = (overrides: Readonly<Record<string, unknown>>) =>
    renderFilesFor(aForkSpec(overrides)).map(({ path }) => path);

  test("each organization has its people, whoever owns everything owns the workflows", () => {
    const owners = renderFilesFor(aForkSpec()).find(({ path }) => path === ".github/CODEOWNERS");
    expect(owners?.content.split("\n").slice(2)).toEqual([
      "* @fork/maintainers",
      "/pkgs/harbor/ @fork/harbor ann@example.org",
      "/.github/ @fork/maintainers",
      "",
    ]);
  });

  test("one file an organization for Tangled, beside the guard", () => {
    expect(pathsOf({}).filter((path) => path.startsWith(".tangled"))).toEqual([
      ".tangled/workflows/guard.yml",
      ".tangled/workflows/build-harbor.yml",
    ]);
  });

  test("a matrix of matrices brings the workflow it calls, once", () => {
    const packages = { flake: ".", organizations: ["harbor"], nested: true };
    const workflows = pathsOf({ packages, owners: undefined }).filter((path) =>
      path.includes("workflows/build-group"),
    );
    expect(workflows).toEqual([".github/workflows/build-group.yml"]);
  });

  test("nobody is asked, and Tangled is not served, unless it is said", () => {
    expect(pathsOf({ owners: undefined, tangled: false })).toEqual([
      ".github/workflows/ci.yml",
      ".github/workflows/nightly.yml",
      ".github/dependabot.yml",
    ]);
  });

  test("this repository's packages are those of the folders", () => {
    expect(thisSpec.packages?.organizations).toEqual(
      expect.arrayContaining(["blacksky", "microcosm", "tangled"]),
    );
  });
});

describe("the secret of the cache", () => {
  const { jobs } = parse(renderWorkflowsFor(sampleSpec)[0]?.content ?? "");

  test("is read by the step that pushes, and by no other", () => {
    const holders = Object.values<{ steps: { name: string }[] }>(jobs)
      .flatMap(({ steps }) => steps)
      .filter((step) => JSON.stringify(step).includes("secrets."));
    expect(holders.map(({ name }) => name)).toEqual(["Build the shard, push what is done, read it back"]);
  });

  test("is not asked for without a cache", () => {
    const packages = { flake: ".", organizations: ["harbor"] };
    expect(renderWorkflowsFor(aForkSpec({ packages }))[0]?.content).not.toContain("secrets.");
  });
});

describe("what runners read from", () => {
  const config = (cache: unknown): string | undefined => {
    const packages = { flake: ".", organizations: ["harbor"], cache };
    const { jobs } = parse(renderWorkflowsFor(aForkSpec({ packages }))[0]?.content ?? "");
    return jobs.build.steps.find(({ name }: { name: string }) => name === "Install Nix").with
      ?.extra_nix_config;
  };
  const publicKey = "x-1:s+32V2F3E5N6bY5fL2yV/se5wsIgFyEG1NbWBrTaciM=";

  test.each([
    ["a Cachix name", { name: "x", publicKey }, "https://x.cachix.org"],
    ["an address", { name: "https://x.cachix.org", publicKey }, "https://x.cachix.org"],
    [
      "an address of its own",
      { name: "cachix+https://c.org/x", readUrl: "https://x.c.org", publicKey },
      "https://x.c.org",
    ],
  ])("%s", (_, cache, url) => {
    expect(config(cache)).toBe(`extra-substituters = ${url}\nextra-trusted-public-keys = ${publicKey}\n`);
  });

  test.each([
    ["no key is known", { name: "x" }],
    ["no address is known", { name: "cachix+https://c.org/x", publicKey }],
  ])("nothing when %s", (_, cache) => {
    expect(config(cache)).toBeUndefined();
  });
});
