import { randomUUID } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { afterAll, expect, test } from "@jest/globals";
import { parseInputs } from "../../../actions/lib/inputs.ts";
import { localSystem } from "../../../actions/lib/nix/local-system.ts";
import type { PlanFile } from "../../../actions/lib/plan-file.ts";
import { run as build } from "../../../actions/nix-build/run.ts";
import { run as makePlan } from "../../../actions/plan/run.ts";
import type { Contract, InputsOf } from "../../../workflows/contract/contract.ts";
import { nixBuild } from "../../../workflows/contract/nix-build.ts";
import { plan } from "../../../workflows/contract/plan.ts";
import { aHost } from "../../support/fake-host.ts";
import { aFlake, aFolder } from "../../support/flakes.ts";
import { realNix } from "../../support/nix.ts";

const nix = realNix();
const used: string[] = [];
afterAll(() => {
  for (const folder of used) rmSync(folder, { recursive: true });
});

function inputsOf<C extends Contract>(contract: C, given: Readonly<Record<string, string>>): InputsOf<C> {
  const parsed = parseInputs(contract, (name) => given[name] ?? "");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** Each with a salt of its own: what is built stays in the store. */
const make = (): string => `name: derivation {
  inherit name; system = "${localSystem()}"; builder = "/bin/sh"; args = [ "-c" "echo > $out" ]; salt = "${randomUUID()}";
}`;
const nested = `{ recurseForDerivations = true; "a.b\\n" = make "one"; c.d = make "hidden"; }`;
const flake = (outputs: string): string => aFlake(`let make = ${make()}; in { ${outputs} }`);

test.each([
  [
    "a file",
    "file: default.nix",
    aFolder({ "sub/default.nix": `let make = ${make()}; in { tool = ${nested}; }` }),
  ],
  ["legacyPackages", "attribute", flake(`legacyPackages.${localSystem()}.tool = ${nested};`)],
  [
    "hydraJobs",
    "attribute",
    flake(`hydraJobs.tool."${localSystem()}" = make "one"; hydraJobs."a.b\\n".x = make "two";`),
  ],
])("a shard of %s is built on a machine that did not plan it", async (kind, how, workspace) => {
  const host = aHost({ workspace });
  used.push(workspace, host.temporary);
  const source = how === "attribute" ? { attribute: kind } : { file: "sub" };
  const planned = await makePlan(inputsOf(plan, source), host, { nix });
  const { entries, shards, problems } = planned.json as PlanFile;
  expect(problems).toEqual([]);
  expect(entries.length).toBeGreaterThan(0);
  const drvPaths = entries.map(({ drvPath }) => drvPath);
  expect((await nix("nix-store", ["--delete", ...drvPaths])).exitCode).toBe(0);
  expect(drvPaths.filter((path) => existsSync(path))).toEqual([]);
  const given = { "plan-file": planned.outputs.planFile, shard: shards[0]?.id ?? "" };
  const built = await build(inputsOf(nixBuild, given), host, nix);
  expect(built.problems).toEqual([]);
  expect(built.outputs).toMatchObject({ built: String(entries.length), failed: "0" });
});
