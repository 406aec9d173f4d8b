import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localSystem } from "../../actions/lib/nix/local-system.ts";
import { aCachix, type TestCachix } from "../support/cachix.ts";
import { nixEnvironment } from "../support/nix.ts";
import { runStep, type StepRequest, type StepResult } from "../support/runner.ts";
import { root } from "../support/tree.ts";

/** The committed bundles, chained as the jobs of a workflow chain them, under the runner's contract. */

const workspace = mkdtempSync(join(tmpdir(), "nur-ci-workspace-"));
const system = localSystem();
const results: StepResult[] = [];
let server: TestCachix;

beforeAll(async () => {
  cpSync(join(root, "examples/sample-nur"), workspace, { recursive: true });
  server = await aCachix();
});

afterAll(async () => {
  await server.dispose();
  for (const result of results) result.dispose();
  rmSync(workspace, { recursive: true, force: true });
});

async function step(request: Omit<StepRequest, "workspace">): Promise<StepResult> {
  const { NIX_CONFIG, XDG_CACHE_HOME } = nixEnvironment();
  const environment = { NIX_CONFIG, XDG_CACHE_HOME, ...request.environment };
  const result = await runStep({ ...request, workspace, environment });
  results.push(result);
  return result;
}

describe("hash-guard", () => {
  test("is green on the sample and says so in its outputs", async () => {
    const result = await step({ action: "hash-guard", inputs: { paths: "." } });
    expect(result).toMatchObject({ exitCode: 0, outputs: { errors: "0", warnings: "0" }, annotations: [] });
  });

  test("annotates the line of a fault, fails the step and writes a summary", async () => {
    const file = join(workspace, "fault.nix");
    writeFileSync(
      file,
      '{ fetchurl }:\nfetchurl {\n  url = "https://example.org/a-1.tar.gz";\n  hash = "";\n}\n',
    );
    const result = await step({ action: "hash-guard", inputs: { paths: "fault.nix" } });
    rmSync(file);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([
      { level: "error", properties: { title: "hash-placeholder", file: "fault.nix", line: "4" } },
    ]);
    expect(result.summary).toContain("fault.nix");
  });
});

describe("plan → nix-build → cachix-push", () => {
  let planned: StepResult;
  let built: StepResult;
  let pushed: StepResult;

  beforeAll(async () => {
    const flake = `path:${workspace}`;
    planned = await step({
      action: "plan",
      inputs: { flake, systems: system, cache: server.cache.reference },
    });
    const planFile = planned.outputs["plan-file"] ?? "";
    built = await step({
      action: "nix-build",
      inputs: { flake, "plan-file": planFile, shard: `lantern-${system}` },
    });
    pushed = await step({
      action: "cachix-push",
      inputs: {
        cache: server.cache.reference,
        "auth-token": server.cache.token,
        "results-file": built.outputs["results-file"] ?? "",
      },
    });
  }, 120_000);

  test("the plan is a matrix of small rows, one per organization and system", () => {
    expect(planned.exitCode).toBe(0);
    expect(JSON.parse(planned.outputs["matrix"] ?? "")).toEqual({
      include: ["harbor", "lantern"].map((organization) => ({
        shard: `${organization}-${system}`,
        organization,
        system,
        runner: expect.stringMatching(/^(ubuntu|macos)-\d/),
      })),
    });
    expect(planned.outputs).toMatchObject({ builds: "5", skipped: "2" });
  });

  test("a shard builds its own attributes and no others", () => {
    expect(built).toMatchObject({ exitCode: 0, outputs: { built: "2", failed: "0" } });
    expect(built.summary).toContain("lantern-nsid");
    expect(built.summary).not.toContain("harbor");
  });

  test("what was built is pushed and read back", () => {
    expect(pushed).toMatchObject({ exitCode: 0, outputs: { pushed: "2", present: "0", failed: "0" } });
  });

  test("the token is masked before anything else and stands nowhere else", () => {
    expect(pushed.masked).toContain(server.cache.token);
    const afterMasks = pushed.log.split("\n").filter((line) => !line.startsWith("::add-mask::"));
    expect(`${afterMasks.join("\n")}${pushed.summary}${JSON.stringify(pushed.outputs)}`).not.toContain(
      server.cache.token,
    );
  });

  test("another plan finds them cached", async () => {
    const again = await step({
      action: "plan",
      inputs: {
        flake: `path:${workspace}`,
        systems: system,
        cache: server.cache.reference,
        "auth-token": server.cache.token,
      },
    });
    expect(again.log.split("\n")[0]).toBe(`::add-mask::${server.cache.token}`);
    expect(again.outputs).toMatchObject({ builds: "3", skipped: "4" });
  }, 60_000);
});

describe("used wrongly", () => {
  test.each([
    ["plan", { flake: "./nowhere" }, "flake-unusable"],
    ["plan", { flake: ".", "max-jobs": "many" }, "input-invalid"],
    ["nix-build", { "plan-file": "no-plan.json" }, "plan-unreadable"],
    ["nix-build", { flake: "path:.", attrs: 'harbor-"x\n${{ y }}' }, "attribute-missing"],
    ["cachix-push", { cache: "no/cache" }, "cache-target"],
    ["cachix-push", {}, "input-invalid"],
    ["hash-guard", { paths: "no-such-folder" }, "file-unreadable"],
  ])(
    "%s with %j is a problem, not a stack",
    async (action, inputs, code) => {
      const result = await step({ action, inputs: inputs as Record<string, string> });
      expect(result.exitCode).toBe(1);
      expect(result.annotations.map(({ properties }) => properties["title"])).toContain(code);
      expect(result.log).not.toMatch(/^ {4}at |fault of its own/m);
    },
    60_000,
  );

  test("a build log cannot give the runner commands", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nur-ci-hostile-"));
    const log = ["::error::pwned", "  ::add-mask::pwned", "##[error]pwned", "::stop-commands::pwned"];
    writeFileSync(
      join(folder, "flake.nix"),
      `{ outputs = _: { packages.${system}.hostile = derivation {
        name = "hostile"; system = "${system}"; builder = "/bin/sh";
        args = [ "-c" "printf '%s\\n' ${log.map((line) => `'${line}'`).join(" ")}; exit 1" ];
      }; }; }`,
    );
    const result = await step({ action: "nix-build", inputs: { flake: `path:${folder}`, attrs: "hostile" } });
    rmSync(folder, { recursive: true });
    expect(result.log).toContain("::error::pwned");
    expect(result.annotations.map(({ properties }) => properties["title"])).toEqual(["builder-failed"]);
    expect(result.masked).toEqual([]);
  }, 60_000);

  test("a failing derivation is named with its class, and its log cannot give commands", async () => {
    const result = await step({
      action: "nix-build",
      inputs: { flake: `path:${workspace}`, attrs: "harbor-wreck" },
    });
    expect(result).toMatchObject({ exitCode: 1, outputs: { built: "0", failed: "1" } });
    expect(result.annotations).toMatchObject([{ level: "error", properties: { title: "builder-failed" } }]);
  }, 60_000);
});
