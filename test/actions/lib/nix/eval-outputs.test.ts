import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { evaluateFlake, instantiate, type Source } from "../../../../actions/lib/nix/eval.ts";
import type { Evaluation } from "../../../../actions/lib/nix/evaluation.ts";
import { localSystem } from "../../../../actions/lib/nix/local-system.ts";
import { aFlake, aFolder } from "../../../support/flakes.ts";
import { realNix } from "../../../support/nix.ts";

const nix = realNix();

async function evaluate(
  workspace: string,
  attributes: readonly string[],
  { systems = [], source = { flake: "." } }: { systems?: readonly string[]; source?: Source } = {},
): Promise<Evaluation> {
  const outcome = await evaluateFlake({ ...source, systems, attributes }, nix, { workspace });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

const attrs = (rows: readonly { readonly attr: string }[]): readonly string[] => rows.map(({ attr }) => attr);

const flake = aFlake(`{
    packages.x86_64-linux.hello = make "hello" { };
    checks.x86_64-linux = { test = make "test" { }; wrong = x: x; nested = { recurseForDerivations = true; one = make "one" { }; }; };
    legacyPackages.x86_64-linux = {
      top = make "top" { };
      lib = { f = x: x; };
      builder = x: x;
      hidden.deep = make "hidden" { };
      python = { recurseForDerivations = true; "a.b" = make "ab" { }; bad = throw "no luck"; inner = { recurseForDerivations = true; x = make "x" { }; }; };
      spine = { recurseForDerivations = true; } // throw "spine";
    };
    legacyPackages.aarch64-linux.other = make "other" { };
    hydraJobs = {
      hello.x86_64-linux = make "hello" { };
      hello.aarch64-darwin = make "hello" { system = "aarch64-darwin"; };
      unix = make "unix" { };
      text = "not a job";
    };
    circle = let self = { inside = self; one = make "one" { }; }; in self;
    lib.answer = 42;
  }`);

describe("outputs", () => {
  test("checks are as strict as packages, but sets that say so are entered", async () => {
    const evaluation = await evaluate(flake, ["checks"]);
    expect(attrs(evaluation.derived)).toEqual(["checks.x86_64-linux.nested.one", "checks.x86_64-linux.test"]);
    expect(evaluation.derived[0]).toMatchObject({
      name: "one",
      nested: ["nested", "one"],
      system: "x86_64-linux",
    });
    expect(evaluation.problems).toMatchObject([
      {
        attr: "checks.x86_64-linux.wrong",
        what: '"checks.x86_64-linux.wrong" is a function, not a derivation',
      },
    ]);
  });

  test("legacyPackages is entered where recurseForDerivations says so; functions may lie in it", async () => {
    const evaluation = await evaluate(flake, ["legacyPackages"], { systems: ["x86_64-linux"] });
    expect(attrs(evaluation.derived)).toEqual([
      'legacyPackages.x86_64-linux.python."a.b"',
      "legacyPackages.x86_64-linux.python.inner.x",
      "legacyPackages.x86_64-linux.top",
    ]);
    expect(evaluation.problems.map(({ attr, what }) => [attr, what.split(": ").at(-1)])).toEqual([
      ["legacyPackages.x86_64-linux.python.bad", "no luck"],
      ["legacyPackages.x86_64-linux.spine", "spine"],
    ]);
    expect(evaluation.systems).toEqual(["x86_64-linux"]);
  });

  test("hydraJobs is entered everywhere; each job tells its system", async () => {
    const evaluation = await evaluate(flake, ["hydraJobs"]);
    expect(evaluation.derived.map(({ attr, name, system }) => [attr, name, system])).toEqual([
      ["hydraJobs.hello.aarch64-darwin", "hello", "aarch64-darwin"],
      ["hydraJobs.hello.x86_64-linux", "hello", "x86_64-linux"],
      ["hydraJobs.unix", "unix", "x86_64-linux"],
    ]);
    expect(evaluation.problems).toEqual([]);
    expect(evaluation.systems).toEqual(["aarch64-darwin", "x86_64-linux"]);
    const chosen = await evaluate(flake, ["hydraJobs"], { systems: ["aarch64-darwin"] });
    expect(attrs(chosen.derived)).toEqual(["hydraJobs.hello.aarch64-darwin"]);
  });

  test("several at once, by path, each attribute once", async () => {
    const evaluation = await evaluate(flake, [
      ...["packages", "legacyPackages.x86_64-linux.python.inner"],
      ...["packages.x86_64-linux.hello", "legacyPackages.x86_64-linux.hidden"],
    ]);
    expect(attrs(evaluation.derived)).toEqual([
      "packages.x86_64-linux.hello",
      "legacyPackages.x86_64-linux.python.inner.x",
      "legacyPackages.x86_64-linux.hidden.deep",
    ]);
  });

  test("a path that is not there and an output that is not there hide nothing", async () => {
    const evaluation = await evaluate(flake, ["packages", "packages.x86_64-linux.nope", "nowhere"]);
    expect(attrs(evaluation.derived)).toEqual(["packages.x86_64-linux.hello"]);
    expect(evaluation.problems.map(({ code, attr }) => [code, attr])).toEqual([
      ["attribute-missing", "nowhere"],
      ["attribute-missing", "packages.x86_64-linux.nope"],
    ]);
  });

  test("a set that holds itself has an end, and is named", async () => {
    const evaluation = await evaluate(flake, ["circle"]);
    expect(evaluation.derived).toHaveLength(17);
    expect(evaluation.problems).toMatchObject([
      { attr: `circle${".inside".repeat(17)}`, what: expect.stringContaining("a set that holds itself") },
    ]);
  });

  test.each(["a..b", 'x."', ""])("%j is no attribute", async (attribute) => {
    const request = { flake: ".", systems: [], attributes: [attribute] };
    expect(await evaluateFlake(request, nix, { workspace: flake })).toMatchObject({
      ok: false,
      problems: [{ code: "attribute-missing", where: attribute }],
    });
  });

  test("everything that is listed can be instantiated by its name", async () => {
    const all = ["packages", "checks", "legacyPackages", "hydraJobs"];
    const { derived } = await evaluate(flake, all);
    const outcome = await instantiate({ flake: ".", attrs: attrs(derived) }, nix, { workspace: flake });
    expect(outcome).toMatchObject({ ok: true, value: { derived, problems: [] } });
  });
});

test("what is asked for by name must be a derivation, wherever it lies", async () => {
  const names = ["legacyPackages.x86_64-linux.builder", "legacyPackages.x86_64-linux.hidden"];
  const outcome = await instantiate({ flake: ".", attrs: names }, nix, { workspace: flake });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  expect(attrs(outcome.value.problems)).toEqual(names);
});

describe("what dies in a nested set costs that attribute alone", () => {
  test("recursion, and the set after it", async () => {
    const folder = aFlake(`{ legacyPackages.x86_64-linux = {
        a = { recurseForDerivations = true; bad = let x = x; in x; good = make "a" { }; };
        b = let f = n: 1 + f (n + 1); in { recurseForDerivations = f 0 == 1; };
        c = { recurseForDerivations = true; bad = abort "end"; good = make "c" { }; z = make "z" { }; };
      }; }`);
    const evaluation = await evaluate(folder, ["legacyPackages"]);
    const below = (names: string) => `legacyPackages.x86_64-linux.${names}`;
    expect(attrs(evaluation.derived)).toEqual(["a.good", "c.good", "c.z"].map(below));
    expect(attrs(evaluation.problems)).toEqual(["a.bad", "b", "c.bad"].map(below));
  });
});

describe("a file that is no flake", () => {
  const text = `{ name ? "file", system ? builtins.currentSystem }:
  let make = name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo \${name} > $out" ]; };
  in {
    hello = make name // { meta.description = "greets"; };
    lib.f = x: x;
    "a.b" = make "ab";
    nested = { recurseForDerivations = true; inner = make "inner"; };
    broken = make "broken" // { meta.broken = true; };
    thrown = throw "no luck";
  }`;
  const folder = aFolder({ "default.nix": text, "other/set.nix": "{ }: { }", "one.nix": "derivation { }" });

  test("is what nix-build sees in it", async () => {
    const evaluation = await evaluate(folder, [], { source: { file: "." } });
    expect(evaluation.derived.map(({ attr, name, system }) => [attr, name, system])).toEqual([
      ['"a.b"', "a.b", localSystem()],
      ["hello", "hello", localSystem()],
      ["nested.inner", "inner", localSystem()],
    ]);
    expect(evaluation.withheld).toMatchObject([{ attr: "broken", reason: "broken" }]);
    expect(evaluation.problems).toMatchObject([
      {
        attr: "thrown",
        what: '"thrown" does not evaluate: no luck',
        where: { file: "default.nix", line: 9 },
      },
    ]);
    expect(evaluation.problems[0]?.fix).toContain(
      `nix eval --show-trace --file ${folder}/default.nix thrown`,
    );
    expect(evaluation.flake).toMatchObject({ file: join(folder, "default.nix"), root: folder });
    expect(evaluation.derived[1]?.position).toMatchObject({ file: "default.nix", line: 4 });
    expect(existsSync(evaluation.derived[0]?.drvPath ?? "")).toBe(true);
  });

  test("its attributes are instantiated by the names it lists", async () => {
    const { derived } = await evaluate(folder, [], { source: { file: "default.nix" } });
    const names = [...attrs(derived), "broken", "nowhere"];
    const outcome = await instantiate({ file: "default.nix", attrs: names }, nix, { workspace: folder });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    expect(outcome.value.derived.filter(({ attr }) => attr !== "broken")).toEqual(derived);
    expect(outcome.value.derived).toHaveLength(4);
    expect(outcome.value.problems).toMatchObject([{ code: "attribute-missing", attr: "nowhere" }]);
  });

  test.each([
    ["nowhere.nix", "flake-unusable", "there is no file"],
    ["other", "flake-unusable", "there is no file"],
    ["bad.nix", "flake-unusable", "syntax error"],
    ["needs.nix", "flake-unusable", "without required argument 'pkgs'"],
  ])("%s is refused", async (file, code, what) => {
    writeFileSync(join(folder, "bad.nix"), "{ = }");
    writeFileSync(join(folder, "needs.nix"), "{ pkgs }: { }");
    mkdirSync(join(folder, "other"), { recursive: true });
    const outcome = await evaluateFlake({ file, systems: [] }, nix, { workspace: folder });
    expect(outcome).toMatchObject({
      ok: false,
      problems: [{ code, where: expect.anything(), what: expect.stringContaining(what) }],
    });
  });
});
