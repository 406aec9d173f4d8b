import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { Nix } from "../../../../actions/lib/nix/command.ts";
import { type EvaluationOptions, evaluateFlake, instantiate } from "../../../../actions/lib/nix/eval.ts";
import type { Evaluation } from "../../../../actions/lib/nix/evaluation.ts";
import { localSystem } from "../../../../actions/lib/nix/local-system.ts";
import type { Problem } from "../../../../workflows/problem.ts";
import { aFlake, aFolder } from "../../../support/flakes.ts";
import { nixEnvironment, realNix } from "../../../support/nix.ts";

const nix = realNix();
const folders: string[] = [];
const keep = (folder: string): string => {
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function evaluate(
  workspace: string,
  systems: readonly string[] = [],
  rest: Partial<EvaluationOptions> & { nix?: Nix; flake?: string } = {},
): Promise<Evaluation> {
  const { nix: program = nix, flake = ".", ...options } = rest;
  const outcome = await evaluateFlake({ flake, systems }, program, { workspace, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

async function refusal(workspace: string, flake = ".", program: Nix = nix): Promise<readonly Problem[]> {
  const outcome = await evaluateFlake({ flake, systems: [] }, program, { workspace });
  if (outcome.ok) throw new Error("it was accepted");
  return outcome.problems;
}

function counting(program: Nix): { readonly nix: Nix; readonly calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = [];
  const counted: Nix = (name, args, options) => {
    // Not installed here: to look for it starts no process.
    if (name !== "nix-eval-jobs") calls.push(args);
    return program(name, args, options);
  };
  return { calls, nix: counted };
}

const names = (evaluation: Evaluation): readonly string[] => evaluation.derived.map(({ name }) => name);
const whatOf = (evaluation: Evaluation, name: string): string | undefined =>
  evaluation.problems.find(({ attr }) => attr === `packages.x86_64-linux.${name}`)?.what;

describe("a healthy flake", () => {
  const flake = keep(
    aFlake(`{
      packages.x86_64-linux.one = withMeta { description = "first"; mainProgram = "uno"; } (make "one" { });
      packages.x86_64-linux.two = make "two" { outputs = [ "out" "dev" ]; };
      packages.aarch64-linux.one = make "one" { };
    }`),
  );

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
    const folder = keep(aFolder({ "flake.nix": text }));
    expect(names(await evaluate(folder))).toEqual(["one", "one", "two"]);
    expect(existsSync(join(folder, "flake.lock"))).toBe(false);
  });
});

describe("one bad attribute hides no other", () => {
  const bad: Readonly<Record<string, readonly [string, string]>> = {
    throws: [`throw "no luck"`, "does not evaluate: no luck"],
    asserts: [`assert false; make "x" { }`, "does not evaluate: assertion"],
    aborts: [`abort "the end"`, "does not evaluate: evaluation aborted"],
    recurses: ["let x = x; in x", "does not evaluate: infinite recursion encountered"],
    deep: ["let f = n: 1 + f (n + 1); in f 0", "does not evaluate: stack overflow"],
    mistyped: [`make "x" { args = 3 + "a"; }`, "does not evaluate: cannot add a string to an integer"],
    number: ["3", "is an int, not a derivation"],
    lambda: ["x: x", "is a function, not a derivation"],
    nested: ["{ a = 1; }", "is a set, not a derivation"],
    missing: ["self.nothing", "does not evaluate: attribute 'nothing' missing"],
    metaThrows: [`withMeta { description = throw "in meta"; } (make "x" { })`, "does not evaluate: in meta"],
    outputless: [`make "x" { } // { outputs = [ "lost" ]; }`, "does not evaluate: attribute 'lost' missing"],
  };
  const attributes = Object.entries(bad).map(([name, [expression]]) => `"${name}" = ${expression};`);
  const flake = keep(
    aFlake(`{ packages.x86_64-linux = {
      aGood = make "a" { };
      ${attributes.join("\n      ")}
      zGood = make "z" { };
    }; packages.aarch64-linux.good = make "g" { }; }`),
  );
  const evaluation = evaluate(flake);

  test("the good ones are all there", async () => {
    expect(names(await evaluation)).toEqual(["good", "aGood", "zGood"]);
    expect((await evaluation).problems).toHaveLength(Object.keys(bad).length);
  });

  test.each(Object.entries(bad))("%s is named with Nix's own reason", async (name, [, reason]) => {
    expect(whatOf(await evaluation, name)).toContain(`"packages.x86_64-linux.${name}" ${reason}`);
  });

  test("their messages need not be read", async () => {
    const counted = counting(nix);
    const quiet = await evaluate(flake, [], { nix: counted.nix, explain: false });
    expect(names(quiet)).toEqual(["good", "aGood", "zGood"]);
    expect(whatOf(quiet, "throws")).toContain("its message was not read");
    expect(counted.calls.map((args) => args.join(" ")).filter((args) => args.includes('\\"only\\"'))).toEqual(
      [],
    );
  });

  test("each problem stands where the error is, or at the attribute", async () => {
    for (const { attr, where, code, fix } of (await evaluation).problems) {
      expect({ attr, code, where }).toMatchObject({
        code: "evaluation-failed",
        where: { file: "flake.nix" },
      });
      expect(fix).toMatch(/^see the whole trace: nix eval --show-trace |^move it out of packages/);
    }
    const recursion = (await evaluation).problems.find(({ attr }) => attr.endsWith(".recurses"));
    expect(recursion?.where).toMatchObject({ line: 16, column: expect.any(Number) });
  });
});

describe("what kills or stalls the evaluator costs that attribute alone", () => {
  const between = (culprit: string): string =>
    keep(
      aFlake(`{ packages.x86_64-linux = {
        before = make "before" { };
        culprit = ${culprit};
        later = make "later" { };
      }; }`),
    );

  test("memory has a limit", async () => {
    const flake = between("builtins.genList (x: x) 100000000");
    const evaluation = await evaluate(flake, [], { heapBytes: 100_000_000 });
    expect(names(evaluation)).toEqual(["before", "later"]);
    expect(whatOf(evaluation, "culprit")).toMatch(/makes the evaluator run out of memory$/);
  });

  test("time has a limit", async () => {
    const flake = between(
      "let f = n: builtins.foldl' (a: _: if n == 0 then a else f (n - 1)) 0 (builtins.genList (x: x) 9999); in f 9",
    );
    const evaluation = await evaluate(flake, [], { secondsPerAttribute: 1 });
    expect(names(evaluation)).toEqual(["before", "later"]);
    expect(whatOf(evaluation, "culprit")).toMatch(
      /does not finish evaluating: it was stopped at the time limit$/,
    );
  });

  test("a crash is blamed on the attribute only when it crashes alone too", async () => {
    const flake = keep(
      aFlake(
        `{ packages.x86_64-linux = builtins.mapAttrs make { able = { }; once = { }; other = { }; twice = { }; }; }`,
      ),
    );
    const crashes: string[] = [];
    const evaluation = await evaluate(flake, [], { nix: crashingAt(["once", "twice", "twice"], crashes) });
    expect(names(evaluation)).toEqual(["able", "once", "other"]);
    expect(whatOf(evaluation, "twice")).toMatch(/makes the evaluator crash$/);
    expect(crashes.toSorted()).toEqual(["once", "twice", "twice"]);
  });

  test("a crash at the first attribute is its own: nothing was left over from others", async () => {
    const flake = keep(
      aFlake(`{ packages.x86_64-linux = builtins.mapAttrs make { able = { }; other = { }; }; }`),
    );
    const crashes: string[] = [];
    const evaluation = await evaluate(flake, [], { nix: crashingAt(["able"], crashes) });
    expect(names(evaluation)).toEqual(["other"]);
    expect(whatOf(evaluation, "able")).toMatch(/makes the evaluator crash$/);
  });

  /** Real Nix, killed as soon as it enters the first of the victims that are left. */
  function crashingAt(victims: string[], crashes: string[]): Nix {
    return async (program, args, options) => {
      const killer = new AbortController();
      const onErrorLine = (line: string): void => {
        if (killer.signal.aborted) return;
        options?.onErrorLine?.(line);
        const entered = /\["enter",\["x86_64-linux","(\w+)"\]/.exec(line)?.[1] ?? "";
        if (!victims.includes(entered)) return;
        victims.splice(victims.indexOf(entered), 1);
        crashes.push(entered);
        killer.abort();
      };
      const hooks = options?.onErrorLine === undefined ? {} : { onErrorLine };
      const done = await nix(program, args, { ...options, ...hooks, signal: killer.signal });
      return killer.signal.aborted ? { ...done, endedBy: "signal", exitCode: undefined } : done;
    };
  }
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
  const flake = keep(
    aFlake(`{ packages.x86_64-linux = { ${render(metas, trap)} ${render(allowed, 'make "x" { }')} }; }`),
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
  const flake = keep(
    aFlake(
      `{ packages.x86_64-linux = { ${odd.map((name) => `${literal(name)} = make "x" { };`).join(" ")}
      "bad\\"\${"x"}" = throw "no"; }; }`,
    ),
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
  const flake = keep(
    aFlake(
      `{
      packages.${localSystem()} = { good = make "good" { }; broken = withMeta { broken = true; } (make "b" { }); };
      packages.x86_64-linux.bad = throw "no luck";
      checks.x86_64-linux.test = make "test" { };
      legacyPackages.x86_64-linux.deep.er = make "deeper" { };
    }`.replace(
        "packages.x86_64-linux.bad",
        localSystem() === "x86_64-linux" ? "packages.riscv64-linux.bad" : "$&",
      ),
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
    const flake = keep(
      aFlake(`{ packages.${localSystem()} = throw "spine"; packages.riscv64-linux.ok = make "ok" { };
        packages.riscv64-linux.packages = make "packages" { }; legacyPackages.${localSystem()} = throw "legacy"; }`),
    );
    const evaluation = await evaluate(flake);
    expect(names(evaluation)).toEqual(["ok", "packages"]);
    expect(evaluation.problems).toMatchObject([
      { attr: `packages.${localSystem()}`, what: `"packages.${localSystem()}" does not evaluate: spine` },
    ]);
  });

  test("a package in place of a system, and a system that is no set", async () => {
    const flake = keep(
      aFlake(`{ packages.hello = make "hello" { }; packages.wrong = 3; packages.x86_64-linux = { }; }`),
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
    const flake = keep(
      aFlake(`{ packages = builtins.mapAttrs (_: _: { bad = let x = x; in x; good = make "good" { }; })
        { aarch64-linux = 1; riscv64-linux = 1; x86_64-linux = 1; }; }`),
    );
    const evaluation = await evaluate(flake, ["x86_64-linux", "riscv64-linux", "aarch64-linux"]);
    expect(names(evaluation)).toEqual(["good", "good", "good"]);
    expect(evaluation.problems).toHaveLength(3);
  });

  test("what an evaluation builds is built on this machine", async () => {
    // Another text every time, since what is built once is never built again.
    const text = `hello-${randomUUID()}`;
    const flake = keep(
      aFlake(`{ packages.x86_64-linux.imported =
        make (builtins.readFile (make "text" { system = "${localSystem()}"; args = [ "-c" "printf ${text} > $out" ]; })) { }; }`),
    );
    const evaluation = await evaluate(flake);
    expect(evaluation.problems).toEqual([]);
    expect(evaluation.derived[0]?.drvPath).toContain(`-${text}.drv`);
  });

  test("a message costs a process, so only the first throws are read", async () => {
    const flake = keep(
      aFlake(`{ packages.x86_64-linux = builtins.listToAttrs
        (builtins.genList (n: { name = "p\${toString n}"; value = throw "gone"; }) 40); }`),
    );
    const counted = counting(nix);
    const evaluation = await evaluate(flake, [], { nix: counted.nix });
    expect(evaluation.problems).toHaveLength(40);
    expect(evaluation.problems.filter(({ what }) => what.endsWith("does not evaluate: gone"))).toHaveLength(
      32,
    );
    expect(counted.calls).toHaveLength(34);
  });
});

describe("flakes that cannot be used", () => {
  const git = (folder: string, ...args: readonly string[]): void => {
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: folder,
      stdio: "ignore",
    });
  };

  test.each([
    [
      "no such folder",
      aFolder({}),
      "./nowhere",
      "flake-unusable",
      'flake "./nowhere": there is no such folder',
    ],
    [
      "no flake",
      aFolder({}),
      ".",
      "flake-unusable",
      '"." is no flake: there is no flake.nix in it nor above it',
    ],
    // From Nix 2.19 on it is a folder like any other.
    [
      "no reference",
      aFolder({}),
      "a b",
      "flake-unusable",
      /"a b"(?: is no flake reference|: there is no such folder)/,
    ],
    [
      "syntax",
      aFolder({ "flake.nix": "{ outputs = { self }: { packages = ; }; }" }),
      ".",
      "flake-unusable",
      "syntax error, unexpected ';' (flake.nix:1)",
    ],
    ["no outputs", aFolder({ "flake.nix": "{ }" }), ".", "flake-unusable", "lacks attribute 'outputs'"],
    ["throws", aFlake(`throw "whole"`), ".", "flake-unusable", 'flake "." does not evaluate: whole'],
    ["no packages", aFlake("{ lib = 1; }"), ".", "attribute-missing", 'flake "." has no "packages"'],
    [
      "packages is no set",
      aFlake("{ packages = 3; }"),
      ".",
      "flake-unusable",
      "'packages' is not an attribute set",
    ],
  ])("%s", async (_, workspace, flake, code, what) => {
    keep(workspace);
    const problems = await refusal(workspace, flake);
    expect(problems).toMatchObject([{ code, severity: "error", what: containing(what) }]);
    expect(problems[0]?.fix).not.toBe("");
  });

  test("an error in outputs stands at its line", async () => {
    const flake = keep(aFlake("{ packages = self.nothing; }"));
    expect(await refusal(flake)).toMatchObject([{ where: { file: "flake.nix", line: 11 } }]);
  });

  test("a file that Git does not track", async () => {
    const folder = keep(
      aFlake(`{ packages.x86_64-linux = { imported = import ./late.nix; good = make "good" { }; }; }`),
    );
    git(folder, "init");
    expect(await refusal(folder)).toMatchObject([
      {
        what: expect.stringContaining("tracked files only"),
        fix: `track the file: git -C ${folder} add --intent-to-add flake.nix`,
      },
    ]);
    git(folder, "add", "flake.nix");
    writeFileSync(join(folder, "late.nix"), "3");
    const evaluation = await evaluate(folder);
    expect(names(evaluation)).toEqual(["good"]);
    expect(evaluation.problems).toMatchObject([
      {
        where: { file: "flake.nix", line: 11 },
        fix: `track the file: git -C ${folder} add --intent-to-add late.nix`,
      },
    ]);
  });

  test("a flake below the root of its repository, named from above and from inside", async () => {
    const folder = keep(aFolder({}));
    const text = `{ outputs = { self }: { packages.x86_64-linux.x = import ./x.nix; }; }`;
    mkdirSync(join(folder, "sub/deep"), { recursive: true });
    writeFileSync(join(folder, "sub/flake.nix"), text);
    writeFileSync(join(folder, "sub/deep/file"), "");
    writeFileSync(join(folder, "sub/x.nix"), `\n\n  throwing "x"\n`);
    git(folder, "init");
    git(folder, "add", ".");
    git(folder, "commit", "--message", "x");
    for (const [workspace, flake, file] of [
      [folder, "./sub", "sub/x.nix"],
      [join(folder, "sub/deep"), ".", join(folder, "sub/x.nix")],
      [folder, `git+file://${folder}?dir=sub`, "sub/x.nix"],
    ] as const) {
      const evaluation = await evaluate(workspace, [], { flake });
      expect(evaluation.problems).toMatchObject([{ where: { file, line: 3, column: 3 } }]);
      expect(evaluation.flake.rev).toMatch(/^[0-9a-f]{40}$/);
    }
  });

  test("no nix", async () => {
    const flake = keep(aFlake("{ }"));
    const problems = await refusal(flake, ".", realNix({ ...nixEnvironment(), PATH: flake }));
    expect(problems).toMatchObject([{ code: "tool-missing", what: '"nix" is not on PATH' }]);
  });

  test("interrupted", async () => {
    const flake = keep(aFlake(`{ packages.x86_64-linux.a = make "a" { }; }`));
    const controller = new AbortController();
    const options = { workspace: flake, signal: controller.signal, onProgress: () => controller.abort() };
    const outcome = await evaluateFlake({ flake: ".", systems: [] }, nix, options);
    expect(outcome).toMatchObject({ ok: false, problems: [{ code: "cancelled" }] });
  });
});

function containing(text: string | RegExp): unknown {
  return typeof text === "string" ? expect.stringContaining(text) : expect.stringMatching(text);
}
