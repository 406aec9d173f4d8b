import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { instantiate } from "../../../../actions/lib/nix/eval.ts";
import { localSystem } from "../../../../actions/lib/nix/local-system.ts";
import { counting, evaluate, names, nix } from "../../../support/evaluations.ts";
import { aFlake, aFolder } from "../../../support/flakes.ts";

describe("a healthy flake", () => {
  const flake = aFlake(`{
      packages.x86_64-linux.one = withMeta { description = "first"; mainProgram = "uno"; } (make "one" { });
      packages.x86_64-linux.two = make "two" { outputs = [ "out" "dev" ]; };
      packages.aarch64-linux.one = make "one" { };
    }`);

  test("costs two processes, whatever its size", async () => {
    const counted = counting(nix);
    await evaluate(flake, [], { nix: counted.nix });
    expect(counted.calls.map(([verb]) => verb).toSorted()).toEqual(["eval", "flake"]);
  });

  test("tells derivations, outputs, meta and place", async () => {
    const evaluation = await evaluate(flake);
    expect(evaluation).toMatchObject({
      systems: ["aarch64-linux", "x86_64-linux"],
      problems: [],
      withheld: [],
    });
    expect(evaluation.derived.map(({ attr }) => attr)).toEqual([
      "packages.aarch64-linux.one",
      "packages.x86_64-linux.one",
      "packages.x86_64-linux.two",
    ]);
    const [, one, two] = evaluation.derived;
    expect(one).toMatchObject({ description: "first", mainProgram: "uno", system: "x86_64-linux" });
    expect(one?.position).toMatchObject({ file: "flake.nix", line: 12 });
    expect(two?.outputs).toEqual({
      dev: expect.stringMatching(/^\/nix\/store\/.*-two-dev$/),
      out: expect.stringMatching(/^\/nix\/store\/.*-two$/),
    });
    expect(existsSync(two?.drvPath ?? "")).toBe(true);
  });

  test("only the systems asked for; one it has not is a problem that lists those it has", async () => {
    const evaluation = await evaluate(flake, ["x86_64-linux", "riscv64-linux", "x86_64-linux"]);
    expect(evaluation.systems).toEqual(["x86_64-linux"]);
    expect(names(evaluation)).toEqual(["one", "two"]);
    expect(evaluation.problems).toMatchObject([
      {
        code: "attribute-missing",
        attr: "packages.riscv64-linux",
        what: 'flake "." has no "packages.riscv64-linux"; packages has "aarch64-linux", "x86_64-linux"',
      },
    ]);
  });

  test("the same twice", async () => {
    expect(await evaluate(flake)).toEqual(await evaluate(flake));
  });

  test("writes no lock file", async () => {
    const text = `{ inputs.other.url = "path:${flake}"; outputs = { self, other }: { inherit (other) packages; }; }`;
    const folder = aFolder({ "flake.nix": text });
    expect(names(await evaluate(folder))).toEqual(["one", "one", "two"]);
    expect(existsSync(join(folder, "flake.lock"))).toBe(false);
  });
});

describe("meta is read before anything is forced", () => {
  const trap = `make "x" { args = [ (throw "forced") ]; }`;
  const withheld: Readonly<Record<string, readonly [string, string, string?]>> = {
    broken: ["{ broken = true; }", "broken"],
    brokenSince: [`{ broken = true; problems.broken.message = "counts wrong"; }`, "broken", "counts wrong"],
    brokenOddly: ["{ broken = true; problems = [ ]; }", "broken"],
    unfree: [`{ license = { free = false; fullName = "Secret Sauce"; }; }`, "unfree", "Secret Sauce"],
    unfreeOfTwo: [`{ license = [ { free = true; } "unfree" ]; }`, "unfree", "unfree"],
    unfreeAllowed: [`{ unfree = true; available = true; }`, "unfree"],
    insecure: [`{ knownVulnerabilities = [ "CVE-1" "CVE-2" ]; }`, "insecure", "CVE-1, CVE-2"],
    elsewhere: [`{ platforms = [ "aarch64-darwin" ]; }`, "unsupported", "aarch64-darwin"],
    notHere: [`{ badPlatforms = [ "x86_64-linux" ]; }`, "unsupported"],
    computed: ["{ unsupported = true; broken = true; }", "unsupported"],
  };
  const allowed: Readonly<Record<string, string>> = {
    bare: "{ }",
    free: `{ license = { free = true; }; platforms = [ "x86_64-linux" ]; knownVulnerabilities = [ ]; }`,
    permitted: "{ broken = true; insecure = true; unsupported = true; available = true; }",
    patterns: `{ platforms = [ { cpu.family = "arm"; } ]; }`,
    odd: `{ broken = "yes"; platforms = "x86_64-linux"; description = 3; license = "mit"; }`,
    notASet: "3",
  };
  const render = (kinds: Readonly<Record<string, string>>, derivation: string): string =>
    Object.entries(kinds)
      .map(([name, meta]) => `${name} = withMeta ${/^\d/.test(meta) ? meta : `(${meta})`} (${derivation});`)
      .join("\n");
  const metas = Object.fromEntries(Object.entries(withheld).map(([name, [meta]]) => [name, meta]));
  const flake = aFlake(
    `{ packages.x86_64-linux = { ${render(metas, trap)} ${render(allowed, 'make "x" { }')} }; }`,
  );
  const evaluation = evaluate(flake);

  test.each(Object.entries(withheld))("%s is withheld", async (name, [, reason, detail]) => {
    const found = (await evaluation).withheld.find((attribute) => attribute.name === name);
    expect(found).toMatchObject({ reason, ...(detail === undefined ? {} : { detail }) });
  });

  test("the rest is derived", async () => {
    expect((await evaluation).problems).toEqual([]);
    expect(names(await evaluation)).toEqual(Object.keys(allowed).toSorted());
  });
});

describe("names are data", () => {
  const odd = ["a.b", 'x"y', "new\nline", "${x}", "''", "back\\slash", "it's", "é 😀", "0ad", "''${x}", "\t"];
  const literal = (name: string): string => JSON.stringify(name).replaceAll("$", "\\$");
  const flake = aFlake(
    `{ packages.x86_64-linux = { ${odd.map((name) => `${literal(name)} = make "x" { };`).join(" ")}
      "bad\\"\${"x"}" = throw "no"; }; }`,
  );

  test("every one is evaluated under its own name", async () => {
    const evaluation = await evaluate(flake);
    expect(names(evaluation).toSorted()).toEqual(odd.toSorted());
    expect(evaluation.problems).toMatchObject([{ attr: 'packages.x86_64-linux."bad\\"x"' }]);
    expect(evaluation.problems[0]?.fix).toContain(`--apply 'set: set."bad\\"x"'`);
  });

  test("and instantiated by it", async () => {
    const evaluation = await evaluate(flake);
    const attrs = evaluation.derived.map(({ attr }) => attr);
    const outcome = await instantiate({ flake: ".", attrs }, nix, { workspace: flake });
    expect(outcome).toMatchObject({ ok: true, value: { derived: evaluation.derived, problems: [] } });
  });
});

describe("instantiate", () => {
  const flake = aFlake(
    `{
      packages.${localSystem()} = { good = make "good" { }; broken = withMeta { broken = true; } (make "b" { }); };
      packages.x86_64-linux.bad = throw "no luck";
      checks.x86_64-linux.test = make "test" { };
      legacyPackages.x86_64-linux.deep.er = make "deeper" { };
    }`.replace(
      "packages.x86_64-linux.bad",
      localSystem() === "x86_64-linux" ? "packages.riscv64-linux.bad" : "$&",
    ),
  );
  const run = (attrs: readonly string[]) => instantiate({ flake: ".", attrs }, nix, { workspace: flake });

  test("takes names, whole paths of any output, and what meta withholds", async () => {
    const attrs = [
      "good",
      `packages.${localSystem()}.broken`,
      "checks.x86_64-linux.test",
      "legacyPackages.x86_64-linux.deep.er",
    ];
    const outcome = await run(attrs);
    expect(outcome).toMatchObject({ ok: true, value: { problems: [], withheld: [] } });
    if (outcome.ok) expect(names(outcome.value).toSorted()).toEqual(["broken", "er", "good", "test"]);
  });

  test("what is not there or does not evaluate is a problem beside the rest", async () => {
    const outcome = await run(["good", "nowhere", "checks.x86_64-linux.tost", "packages.riscv64-linux.bad"]);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    expect(names(outcome.value)).toEqual(["good"]);
    expect(outcome.value.problems.map(({ code, attr }) => [code, attr])).toEqual([
      ["evaluation-failed", "packages.riscv64-linux.bad"],
      ["attribute-missing", `packages.${localSystem()}.nowhere`],
      ["attribute-missing", "checks.x86_64-linux.tost"],
    ]);
  });

  test.each(["a.b", "", 'packages."open', "packages..x"])("%j is no path", async (attr) => {
    expect(await run([attr])).toMatchObject({
      ok: false,
      problems: [{ code: "attribute-missing", where: attr }],
    });
  });
});

describe("outputs and systems", () => {
  test("a system whose set throws hides no other system, not even this machine's", async () => {
    const flake =
      aFlake(`{ packages.${localSystem()} = throw "spine"; packages.riscv64-linux.ok = make "ok" { };
        packages.riscv64-linux.packages = make "packages" { }; legacyPackages.${localSystem()} = throw "legacy"; }`);
    const evaluation = await evaluate(flake);
    expect(names(evaluation)).toEqual(["ok", "packages"]);
    expect(evaluation.problems).toMatchObject([
      { attr: `packages.${localSystem()}`, what: `"packages.${localSystem()}" does not evaluate: spine` },
    ]);
  });

  test("a package in place of a system, and a system that is no set", async () => {
    const flake = aFlake(
      `{ packages.hello = make "hello" { }; packages.wrong = 3; packages.x86_64-linux = { }; }`,
    );
    const evaluation = await evaluate(flake);
    expect(evaluation.problems.map(({ what }) => what)).toEqual([
      '"packages.hello" is a derivation, not the set of a system\'s attributes',
      expect.stringMatching(
        /^"packages.wrong" does not evaluate: (?:value is an integer while a set was expected|expected a set but found an integer)/,
      ),
    ]);
  });

  test("a crash in one system leaves the others, in whatever order they are named", async () => {
    const flake =
      aFlake(`{ packages = builtins.mapAttrs (_: _: { bad = let x = x; in x; good = make "good" { }; })
        { aarch64-linux = 1; riscv64-linux = 1; x86_64-linux = 1; }; }`);
    const evaluation = await evaluate(flake, ["x86_64-linux", "riscv64-linux", "aarch64-linux"]);
    expect(names(evaluation)).toEqual(["good", "good", "good"]);
    expect(evaluation.problems).toHaveLength(3);
  });

  test("what an evaluation builds is built on this machine", async () => {
    // Another text every time, since what is built once is never built again.
    const text = `hello-${randomUUID()}`;
    const flake = aFlake(`{ packages.x86_64-linux.imported =
        make (builtins.readFile (make "text" { system = "${localSystem()}"; args = [ "-c" "printf ${text} > $out" ]; })) { }; }`);
    const evaluation = await evaluate(flake);
    expect(evaluation.problems).toEqual([]);
    expect(evaluation.derived[0]?.drvPath).toContain(`-${text}.drv`);
  });

  test("a message costs a process, so only the first throws are read", async () => {
    const flake = aFlake(`{ packages.x86_64-linux = builtins.listToAttrs
        (builtins.genList (n: { name = "p\${toString n}"; value = throw "gone"; }) 40); }`);
    const counted = counting(nix);
    const evaluation = await evaluate(flake, [], { nix: counted.nix });
    expect(evaluation.problems).toHaveLength(40);
    expect(evaluation.problems.filter(({ what }) => what.endsWith("does not evaluate: gone"))).toHaveLength(
      32,
    );
    expect(counted.calls).toHaveLength(34);
  });
});
