import { describe, expect, test } from "@jest/globals";
import type { Nix } from "../../../../actions/lib/nix/command.ts";
import { counting, evaluate, names, nix, whatOf } from "../../../support/evaluations.ts";
import { aFlake } from "../../../support/flakes.ts";

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
  const flake = aFlake(`{ packages.x86_64-linux = {
      aGood = make "a" { };
      ${attributes.join("\n      ")}
      zGood = make "z" { };
    }; packages.aarch64-linux.good = make "g" { }; }`);
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
    aFlake(`{ packages.x86_64-linux = {
        before = make "before" { };
        culprit = ${culprit};
        later = make "later" { };
      }; }`);

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
    const flake = aFlake(
      `{ packages.x86_64-linux = builtins.mapAttrs make { able = { }; once = { }; other = { }; twice = { }; }; }`,
    );
    const crashes: string[] = [];
    const evaluation = await evaluate(flake, [], { nix: crashingAt(["once", "twice", "twice"], crashes) });
    expect(names(evaluation)).toEqual(["able", "once", "other"]);
    expect(whatOf(evaluation, "twice")).toMatch(/makes the evaluator crash$/);
    expect(crashes.toSorted()).toEqual(["once", "twice", "twice"]);
  });

  test("a crash at the first attribute is its own: nothing was left over from others", async () => {
    const flake = aFlake(`{ packages.x86_64-linux = builtins.mapAttrs make { able = { }; other = { }; }; }`);
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
