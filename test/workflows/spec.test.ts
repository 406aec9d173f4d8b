import { describe, expect, test } from "@jest/globals";
import { parseSpec } from "../../workflows/spec.ts";

const sha = "0123456789abcdef0123456789abcdef01234567";
const packages = { flake: ".", organizations: ["harbor"] };
const least = { name: "set", actions: { from: "checkout" } };

describe("a spec", () => {
  test("has defaults", () => {
    expect(parseSpec({ ...least, packages })).toEqual({
      ok: true,
      value: {
        ...least,
        defaultBranch: "main",
        guardPaths: ["."],
        check: false,
        codeScanning: false,
        gateName: "Gate",
        formerChecks: [],
        reuse: false,
        publish: false,
        tangled: false,
        packages: {
          ...packages,
          systems: [],
          runners: {},
          attributes: [],
          folders: ["pkgs"],
          nested: false,
          flakeCheck: true,
          nightly: true,
        },
      },
    });
  });

  test.each<[string, unknown, string]>([
    ["no name", { actions: least.actions }, "name"],
    ["a name with a quote", { ...least, name: 'a"b' }, "name"],
    ["a name with a line break", { ...least, name: "a\nb" }, "name"],
    ["a name with an expression", { ...least, name: "${{ secrets.X }}" }, "name"],
    ["an unknown field", { ...least, colour: "red" }, "colour"],
    ["a branch that is a pattern", { ...least, defaultBranch: "release/*" }, "defaultBranch"],
    ["a branch with an expression", { ...least, defaultBranch: "${{x}}" }, "defaultBranch"],
    ["a path that is two lines", { ...least, guardPaths: ["a\nb"] }, "guardPaths.0"],
    ["a path that looks like an option", { ...least, guardPaths: ["--fail-on"] }, "guardPaths.0"],
    ["no path", { ...least, guardPaths: [] }, "guardPaths"],
    [
      "a flake with an expression",
      { ...least, packages: { ...packages, flake: "${{ x }}" } },
      "packages.flake",
    ],
    [
      "an organization twice",
      { ...least, packages: { ...packages, organizations: ["a", "a"] } },
      "packages.organizations",
    ],
    ["no organization", { ...least, packages: { ...packages, organizations: [] } }, "packages.organizations"],
    [
      "a system that is none",
      { ...least, packages: { ...packages, systems: ["x86-linux"] } },
      "packages.systems",
    ],
    [
      "a system with an expression",
      { ...least, packages: { ...packages, systems: ["${{ x }}"] } },
      "packages.systems.0",
    ],
    [
      "a runner for no system",
      { ...least, packages: { ...packages, runners: { linux: "big" } } },
      "packages.runners.linux",
    ],
    [
      "a runner with an expression",
      { ...least, packages: { ...packages, runners: { "x86_64-linux": "${{ github.actor }}" } } },
      "packages.runners.x86_64-linux",
    ],
    [
      "two labels for one runner",
      { ...least, packages: { ...packages, runners: { "x86_64-linux": "a\nriscv64-linux=b" } } },
      "packages.runners.x86_64-linux",
    ],
    [
      "a cache that is none",
      { ...least, packages: { ...packages, cache: { name: "a b" } } },
      "packages.cache.name",
    ],
    [
      "a cache with a token in its address",
      { ...least, packages: { ...packages, cache: { name: "cachix+http://user:token@host/name" } } },
      "packages.cache.name",
    ],
    [
      "a key that is none",
      { ...least, packages: { ...packages, cache: { name: "a", publicKey: "a-1:short" } } },
      "packages.cache.publicKey",
    ],
    [
      "actions from a branch",
      { ...least, actions: { from: "repository", repository: "a/b", sha: "main", version: "v1.0.0" } },
      "actions.sha",
    ],
    [
      "actions with a version that moves",
      { ...least, actions: { from: "repository", repository: "a/b", sha, version: "v1" } },
      "actions.version",
    ],
    ["actions from nowhere", { ...least, actions: { from: "moon" } }, "actions.from"],
    ["workflows called from nowhere", { ...least, packages, reuse: true }, "reuse"],
    [
      "workflows called for nothing",
      { ...least, actions: { from: "repository", repository: "a/b", sha, version: "v1.0.0" }, reuse: true },
      "reuse",
    ],
    [
      "a gate with a name of one's own in a called workflow",
      {
        ...least,
        packages,
        actions: { from: "repository", repository: "a/b", sha, version: "v1.0.0" },
        reuse: true,
        gateName: "All green",
      },
      "gateName",
    ],
    [
      "an output that is two words",
      { ...least, packages: { ...packages, attributes: ["a b"] } },
      "packages.attributes.0",
    ],
    ["a folder above", { ...least, packages: { ...packages, folders: ["../x"] } }, "packages.folders.0"],
    ["nothing for Tangled to build", { ...least, tangled: true }, "tangled"],
    ["an owner that is a name", { ...least, owners: { everything: ["ann"] } }, "owners.everything.0"],
    [
      "owners of an organization that is none",
      { ...least, packages, owners: { everything: ["@a"], organizations: { nobody: ["@b"] } } },
      "owners",
    ],
    ["a gate with an expression", { ...least, gateName: "${{ x }}" }, "gateName"],
    ["a former check that is two lines", { ...least, formerChecks: ["a\nb"] }, "formerChecks.0"],
    ["no object at all", "spec", "spec"],
  ])("%s is a problem that names the field", (_, value, where) => {
    const parsed = parseSpec(value);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems.map((problem) => problem.where)).toContain(where);
    for (const problem of problems) {
      expect(problem).toMatchObject({ code: "setting-invalid", severity: "error" });
      expect(problem.fix).toMatch(/^(write|remove) /);
    }
  });

  test("a system that GitHub does not host takes a runner of one's own", () => {
    const own = { ...packages, systems: ["riscv64-linux"], runners: { "riscv64-linux": "board" } };
    expect(parseSpec({ ...least, packages: own })).toMatchObject({ ok: true, value: { packages: own } });
  });

  test.each([
    [{ ...least, packages: { ...packages, systems: ["x86-linux"] } }, '["x86-linux"] is given'],
    [{ ...least, packages: { ...packages, runners: { linux: "big" } } }, '"linux" is given'],
    [{ ...least, packages, reuse: true }, "true is given"],
  ])("a problem quotes the field, and no more: %j", (value, what) => {
    const parsed = parseSpec(value);
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ what }]);
  });

  test("a system that nobody has a runner for is named in the mend", () => {
    const own = { ...packages, systems: ["x86_64-linux", "riscv64-linux", "armv7l-linux"] };
    const parsed = parseSpec({ ...least, packages: { ...own, runners: { "armv7l-linux": "board" } } });
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([
      { where: "packages.systems", fix: expect.stringContaining("your own for riscv64-linux under runners") },
    ]);
  });

  test("every fault is told, not only the first", () => {
    const parsed = parseSpec({ ...least, name: "a b", guardPaths: [] });
    expect(parsed.ok ? [] : parsed.problems.map(({ where }) => where)).toEqual(["name", "guardPaths"]);
  });
});
