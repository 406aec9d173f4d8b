import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { type PlanFile, parsePlanFile } from "../../../actions/lib/plan-file.ts";
import { type PlanInputs, renderChangedAttrs, run } from "../../../actions/plan/run.ts";
import { aHost } from "../../support/fake-host.ts";
import { aFolder, flakeText } from "../../support/flakes.ts";
import { commitAll, git } from "../../support/git.ts";
import { nixEnvironment, realNix } from "../../support/nix.ts";

const environment = nixEnvironment();
const nix = realNix(environment);
const used: string[] = [];
afterAll(() => {
  for (const folder of used) rmSync(folder, { recursive: true });
});

const before = `{ packages.x86_64-linux = {
  org-same = make "same" { };
  org-moved = make "moved" { version = 1; };
  org-gone = make "gone" { };
  broken = throw "not yet";
}; }`;
const after = `{ packages.x86_64-linux = {
  org-same = make "same" { };
  org-moved = make "moved" { version = 2; };
  "org-a.b\\n" = make "new" { };
  broken = throw "not yet";
}; }`;

/** A repository whose branch `main` has the flake as it was; the work tree has it as it is. */
function aRepository(was: string, directory = ""): { readonly folder: string; readonly flake: string } {
  const path = join(directory, "flake.nix");
  const folder = aFolder({ [path]: flakeText(was), [join(directory, "pkgs/org/x")]: "" });
  used.push(folder);
  const commit = commitAll(folder, "was");
  git(folder, "update-ref", "refs/remotes/origin/main", commit);
  git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  git(folder, "checkout", "--quiet", "-b", "work");
  writeFileSync(join(folder, path), flakeText(after));
  return { folder, flake: directory === "" ? "." : `./${directory}` };
}

async function plan(workspace: string, overrides: Partial<PlanInputs>) {
  const host = aHost({ workspace, environment });
  used.push(host.temporary);
  const none = {
    ...{ flake: ".", file: "", attribute: ["packages"], systems: [], runners: [], cache: [], authToken: "" },
    ...{ knownFailures: "", maxJobs: 256, nested: false, targetMinutes: 45, timings: [], history: "" },
  };
  const report = await run({ ...none, base: "main", ...overrides }, host, { nix });
  return { report, plan: report.json as PlanFile };
}

const odd = 'packages.x86_64-linux."org-a.b\\n"';

describe("plan with a base", () => {
  test.each(["", "nur"])(
    "tells what the change does and builds only that, flake in %j",
    async (directory) => {
      const { folder, flake } = aRepository(before, directory);
      const { report, plan: made } = await plan(folder, { flake });
      expect(made.change).toEqual({
        ...{ base: "main", commit: git(folder, "rev-parse", "main"), skips: true, unchanged: 1 },
        added: [odd],
        changed: ["packages.x86_64-linux.org-moved"],
        removed: ["packages.x86_64-linux.org-gone"],
        rebuilds: [{ organization: "org", system: "x86_64-linux", packages: 2 }],
      });
      expect(made.entries.map(({ attr }) => attr)).toEqual([odd, "packages.x86_64-linux.org-moved"]);
      expect(made.skipped).toMatchObject([{ name: "same", reason: "unchanged" }]);
      expect(report.outputs.changedAttrs.split("\n")).toEqual([odd, "packages.x86_64-linux.org-moved"]);
      expect(report.text).toContain("1 added, 1 changed, 1 removed, 1 unchanged; 2 to rebuild");
      expect(report.summary).toContain("| org | x86\\_64-linux | 2 |");
      const written = parsePlanFile(readFileSync(report.outputs.planFile, "utf8"), "plan");
      expect(written).toEqual({ ok: true, value: made });
    },
  );

  test("leaves the repository and its work tree alone", async () => {
    const { folder } = aRepository(before);
    const seen = () => [
      git(folder, "status", "--porcelain"),
      git(folder, "worktree", "list"),
      git(folder, "show-ref"),
    ];
    const was = seen();
    await plan(folder, {});
    expect(seen()).toEqual(was);
  });

  test("skips nothing where the base may not be the default branch, and says so", async () => {
    const { folder } = aRepository(before);
    git(folder, "symbolic-ref", "--delete", "refs/remotes/origin/HEAD");
    const { report, plan: made } = await plan(folder, {});
    expect(made.entries.map(({ name }) => name)).toEqual(["a.b\n", "moved", "same"]);
    expect(made.change).toMatchObject({ skips: false, unchanged: 1 });
    expect(report.problems).toContainEqual(expect.objectContaining({ severity: "note", where: "base" }));
  });

  test("a base that does not evaluate costs the comparison only", async () => {
    const { folder } = aRepository(`throw "long ago"`);
    const { report, plan: made } = await plan(folder, {});
    expect(made.change).toBeUndefined();
    expect(made.entries).toHaveLength(3);
    expect(report.outputs.changedAttrs).toBe("");
    expect(report.problems).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        where: "base",
        what: expect.stringContaining("long ago"),
      }),
    );
  });

  test("a base that is not there is one problem, and nothing is evaluated", async () => {
    const { folder } = aRepository(before);
    const { report } = await plan(folder, { base: "nowhere" });
    expect(report.problems).toMatchObject([{ code: "input-invalid", severity: "error", where: "base" }]);
    expect(report.outputs.planFile).toBe("");
  });

  test("a new branch has no base: git says zeros", async () => {
    const { folder } = aRepository(before);
    const { report, plan: made } = await plan(folder, { base: "0".repeat(40) });
    expect(made.change).toBeUndefined();
    expect(report.problems.map(({ where }) => where)).not.toContain("base");
  });

  test("of a flake elsewhere is refused", async () => {
    const { folder } = aRepository(before);
    const { report } = await plan(folder, { flake: "github:owner/repo" });
    expect(report.problems).toMatchObject([
      { where: "base", what: expect.stringContaining("not on this machine") },
    ]);
  });
});

describe("a file that is no flake", () => {
  const text = (version: number): string =>
    `{ }: let make = name: extra: derivation ({ inherit name; system = "x86_64-linux"; builder = "/bin/sh"; } // extra);
      in { same = make "same" { src = builtins.filterSource (path: _: !(builtins.elem (baseNameOf path) [ ".git" "default.nix" ])) ./.; }; moved = make "moved" { v = ${version}; }; self = make "self" { src = ./src; }; }`;

  test("is compared with the file as it was, sources and all", async () => {
    const folder = aFolder({ "default.nix": text(1), "src/x": "1" });
    used.push(folder);
    const commit = commitAll(folder);
    git(folder, "update-ref", "refs/remotes/origin/main", commit);
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    writeFileSync(join(folder, "default.nix"), text(2));
    const { report, plan: made } = await plan(folder, { file: "default.nix" });
    expect(made.change).toMatchObject({ added: [], changed: ["moved"], removed: [], unchanged: 2 });
    expect(made.skipped.map(({ attr, reason }) => [attr, reason])).toEqual([
      ["same", "unchanged"],
      ["self", "unchanged"],
    ]);
    expect(report.outputs.changedAttrs).toBe("moved");
    expect(git(folder, "status", "--porcelain")).toBe("M default.nix");
  });
});

test("changed-attrs fits into the environment of a job, and says when it is cut", () => {
  const added = Array.from({ length: 5000 }, (_, number) => `packages.x86_64-linux.org-package-${number}`);
  const { text, problems } = renderChangedAttrs({ added, changed: [] });
  expect(Buffer.byteLength(text)).toBeLessThan(128 * 1024);
  expect(problems).toMatchObject([{ severity: "warning", where: "changed-attrs" }]);
  expect(renderChangedAttrs({ added: ["b"], changed: ["a"] })).toEqual({ text: "a\nb", problems: [] });
});
