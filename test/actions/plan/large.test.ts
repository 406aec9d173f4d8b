import { rmSync } from "node:fs";
import { afterAll, expect, test } from "@jest/globals";
import { fitSummary } from "../../../actions/lib/host/summary.ts";
import type { PlanFile } from "../../../actions/lib/plan-file.ts";
import { type PlanInputs, run } from "../../../actions/plan/run.ts";
import { aHost } from "../../support/fake-host.ts";
import { aFlake } from "../../support/flakes.ts";
import { nixEnvironment, realNix } from "../../support/nix.ts";

const organizations = 40;
const perSystem = 2500;
const systems = ["aarch64-darwin", "x86_64-linux"];

/** Packages of two systems that share a few libraries, in forty organizations; some throw, some are broken. */
const folder = aFlake(
  `{ packages = builtins.listToAttrs (map (system: { name = system; value = let
      library = number: make "library-\${toString number}" { inherit system; };
      package = number: let name = "org\${toString (number - number / ${organizations} * ${organizations})}-package-\${toString number}"; in {
        inherit name;
        value = if number - number / 500 * 500 == 7 then throw "no luck with \${name}"
          else withMeta { description = "Package number \${toString number} of many"; broken = number - number / 100 * 100 == 3; }
            (make name { inherit system; buildInputs = [ (library (number / 5)) ]; });
      };
    in builtins.listToAttrs (builtins.genList package ${perSystem}); }) [ ${systems.map((s) => `"${s}"`).join(" ")} ]); }`,
  Object.fromEntries(
    Array.from({ length: organizations }, (_, number) => [`pkgs/org${number}/x/package.nix`, ""]),
  ),
);
const environment = nixEnvironment();
const nix = realNix(environment);
const used: string[] = [folder];
afterAll(() => {
  for (const path of used) rmSync(path, { recursive: true });
});

const inputs: PlanInputs = {
  ...{
    flake: ".",
    file: "",
    attribute: ["packages"],
    systems: [],
    runners: [],
    cache: [],
    authToken: "",
    base: "",
  },
  ...{ knownFailures: "", maxJobs: 1000, nested: true, targetMinutes: 5, timings: [], history: "" },
};

async function plan(overrides: Partial<PlanInputs> = {}) {
  const host = aHost({ workspace: folder, environment });
  used.push(host.temporary);
  return run({ ...inputs, ...overrides }, host, { nix });
}

test("5,000 attributes: each in one place, the same twice, within GitHub's limits", async () => {
  const report = await plan();
  const made = report.json as PlanFile;
  const places = [...made.entries, ...made.skipped, ...made.problems] as readonly { readonly attr: string }[];
  expect(new Set(places.map(({ attr }) => attr)).size).toBe(5000);
  expect(places).toHaveLength(5000);
  expect(made.problems).toHaveLength(10);
  const built = made.shards.flatMap(({ attrs }) => attrs);
  expect(built.toSorted()).toEqual(made.entries.map(({ attr }) => attr).toSorted());
  expect(made.shards.length).toBeGreaterThan(256);
  expect(made.shards.length).toBeLessThanOrEqual(1000);

  const outputs = Object.values(report.outputs).map((text) => Buffer.byteLength(text));
  expect(outputs.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(1024 * 1024);
  const groups = JSON.parse(report.outputs.groups) as { include: { matrix: string }[] };
  for (const { matrix } of groups.include) expect(Buffer.byteLength(matrix)).toBeLessThan(128 * 1024);
  expect(Buffer.byteLength(fitSummary(report.summary))).toBeLessThanOrEqual(1024 * 1024);

  const again = await plan();
  expect(again.json).toEqual(made);
  expect({ ...again.outputs, planFile: "" }).toEqual({ ...report.outputs, planFile: "" });

  const few = await plan({ maxJobs: 256, nested: false });
  expect(Buffer.byteLength(few.outputs.matrix)).toBeLessThan(128 * 1024);
  expect((few.json as PlanFile).shards.length).toBeLessThanOrEqual(256);
}, 300_000);
