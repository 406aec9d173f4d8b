import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { commitAll, git } from "../support/git.ts";
import { nixEnvironment } from "../support/nix.ts";
import { runStep, type StepResult } from "../support/runner.ts";

/** What the jobs `plan` and `guard-changes` do for a pull request: the committed bundles, real Nix, a real repository. */

const library = `rec {
  fetch = args: derivation ({
    name = args.name or "source"; system = "x86_64-linux"; builder = "/bin/sh";
    outputHashMode = "flat";
    outputHash = args.hash or "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  } // removeAttrs args [ "hash" ]);
  package = name: src: derivation { inherit name src; system = "x86_64-linux"; builder = "/bin/sh"; };
}
`;
const hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
const sound = `org-sound = l.package "sound" (l.fetch { url = "https://example.org/sound"; hash = "${hash}"; });`;
/** An old sin: nobody gave it a hash, and no file shows it. */
const old = 'org-old = l.package "old" (l.fetch { url = "https://example.org/old"; });';
const fresh = 'org-fresh = l.package "fresh" (l.fetch { url = "https://example.org/fresh"; });';

const workspace = mkdtempSync(join(tmpdir(), "guard-changes-"));
const { NIX_CONFIG, XDG_CACHE_HOME } = nixEnvironment();
const results: StepResult[] = [];

function put(...packages: readonly string[]): void {
  writeFileSync(
    join(workspace, "flake.nix"),
    `{ outputs = { self }: let l = import ./lib.nix; in {\npackages.x86_64-linux = {\n${packages.join("\n")}\n}; }; }\n`,
  );
}

async function step(action: string, inputs: Readonly<Record<string, string>>): Promise<StepResult> {
  const environment = { NIX_CONFIG, XDG_CACHE_HOME };
  const result = await runStep({ action, inputs, workspace, environment });
  results.push(result);
  return result;
}

beforeAll(() => {
  writeFileSync(join(workspace, "lib.nix"), library);
  put(sound, old);
  commitAll(workspace, "base");
});

afterAll(() => {
  for (const result of results) result.dispose();
  rmSync(workspace, { recursive: true, force: true });
});

test("only what the pull request adds is evaluated, and refused at its line", async () => {
  put(sound, old, fresh);
  commitAll(workspace, "a package without a hash");
  const planned = await step("plan", { base: "HEAD^1" });
  const attrs = planned.outputs["changed-attrs"] ?? "";
  expect(attrs).toBe("packages.x86_64-linux.org-fresh");
  const guarded = await step("hash-guard", { paths: ".", eval: "true", attrs });
  expect(guarded.exitCode).toBe(1);
  expect(guarded.log).toContain("evaluated: 1 attribute, 1 fixed-output derivation");
  expect(guarded.annotations.filter(({ level }) => level === "error")).toMatchObject([
    { properties: { title: "hash-placeholder", file: "flake.nix", line: "5" } },
  ]);
});

test("a pull request that changes no package leaves nothing to evaluate", async () => {
  writeFileSync(join(workspace, "README.md"), "Words.\n");
  commitAll(workspace, "words");
  expect(git(workspace, "status", "--porcelain")).toBe("");
  const planned = await step("plan", { base: "HEAD^1" });
  expect(planned.outputs["changed-attrs"]).toBe("");
});
