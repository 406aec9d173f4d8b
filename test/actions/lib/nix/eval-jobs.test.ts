import { rmSync } from "node:fs";
import { afterAll, describe, expect, test } from "@jest/globals";
import { nixCommand } from "../../../../actions/lib/nix/command.ts";
import { type EvaluationOptions, evaluateFlake } from "../../../../actions/lib/nix/eval.ts";
import type { Evaluation } from "../../../../actions/lib/nix/evaluation.ts";
import { aFlake } from "../../../support/flakes.ts";
import { nixEnvironment } from "../../../support/nix.ts";
import { aNixEvalJobs, type Misbehaviour, type StandIn } from "../../../support/nix-eval-jobs.ts";

const folder = aFlake(`{
  packages = builtins.mapAttrs (system: _: {
    hello = withMeta { description = "greets"; mainProgram = "hi"; } (make "hello" { inherit system; outputs = [ "out" "dev" ]; });
    "a.b" = make "ab" { inherit system; };
    constructor = make "constructor" { inherit system; };
    wrongSystem = make "wrong" { system = "riscv64-linux"; };
    broken = withMeta { broken = true; } (make "broken" { inherit system; });
    unfree = withMeta { license.free = false; } (make "unfree" { inherit system; });
    thrown = throw "no luck";
    number = 3;
    nested = { deep = make "deep" { inherit system; }; };
  }) { x86_64-linux = 1; aarch64-linux = 1; };
  hydraJobs.a.x86_64-linux = make "a" { };
  hydraJobs."__proto__".x86_64-linux = make "b" { };
  legacyPackages.x86_64-linux = { top = make "top" { }; hidden.x = make "hidden" { };
    shown = { recurseForDerivations = true; x = make "shown" { }; }; };
}`);
afterAll(() => rmSync(folder, { recursive: true }));

const environment = nixEnvironment();
const attributes = ["packages", "hydraJobs", "legacyPackages", "legacyPackages.x86_64-linux.hidden"];

async function evaluate(
  standIn?: StandIn,
  {
    systems = ["x86_64-linux"],
    ...options
  }: Partial<EvaluationOptions> & { systems?: readonly string[] } = {},
): Promise<Evaluation> {
  const nix = nixCommand(standIn?.environment ?? environment);
  const request = { flake: ".", systems, attributes };
  const outcome = await evaluateFlake(request, nix, {
    workspace: folder,
    cores: 2,
    heapBytes: 2 ** 32,
    ...options,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

const alone = evaluate();

describe("nix-eval-jobs, where it is installed", () => {
  const misbehaviours: readonly (readonly [string, Misbehaviour])[] = [
    ["at its best", {}],
    ["leaving attributes out", { leavesOut: ["hello", "a.b", "x"] }],
    ["killed halfway through a line", { dies: true }],
    ["too old", { old: true }],
  ];
  test.each(misbehaviours)("%s, changes nothing in what is found", async (_, misbehaviour) => {
    expect(await evaluate(aNixEvalJobs(environment, misbehaviour))).toEqual(await alone);
  });

  test("nor does it where all systems are wanted", async () => {
    const systems: readonly string[] = [];
    expect(await evaluate(aNixEvalJobs(environment), { systems })).toEqual(
      await evaluate(undefined, { systems }),
    );
    expect(Object.hasOwn(Object.prototype, "x86_64-linux")).toBe(false);
  });

  test("too old, is not asked", async () => {
    const old = aNixEvalJobs(environment, { old: true });
    await evaluate(old);
    expect(old.calls()).toEqual([]);
  });

  test("is given the memory there is, in shares, and spares our evaluator what it told", async () => {
    const standIn = aNixEvalJobs(environment);
    const entered: string[] = [];
    await evaluate(standIn, { onProgress: (line) => entered.push(line) });
    const call = standIn.calls()[0] ?? [];
    expect(call.slice(call.indexOf("--workers"), call.indexOf("--workers") + 4)).toEqual([
      ...["--workers", "2"],
      ...["--max-memory-size", "2048"],
    ]);
    expect(call[call.indexOf("--flake") + 1]).toMatch(/#packages\.x86_64-linux$/);
    const looked = entered.map((line) => line.replace(/^evaluating packages\.x86_64-linux\.?/, ""));
    expect(looked).not.toContain("hello");
    expect(looked).not.toContain("unfree");
    expect(looked).toEqual(expect.arrayContaining(["thrown", "number", "wrongSystem"]));
  });

  test("is stopped when it goes round in a set that holds itself, and what it told of that is not taken", async () => {
    const circling = aNixEvalJobs(environment, { circles: true });
    expect(await evaluate(circling, { secondsPerAttribute: 5 })).toEqual(await alone);
    expect(circling.calls()).not.toEqual([]);
  }, 20_000);

  test("is forced into sets only where ours enters them too: all of nixpkgs is behind some", async () => {
    const standIn = aNixEvalJobs(environment);
    await evaluate(standIn);
    const forced = standIn
      .calls()
      .map((call) => [
        call[call.indexOf("--flake") + 1]?.replace(/^.*#/, ""),
        call.includes("--force-recurse"),
      ]);
    expect(forced).toEqual([
      ["packages.x86_64-linux", false],
      ["hydraJobs", true],
      ["legacyPackages.x86_64-linux", false],
      ["legacyPackages.x86_64-linux.hidden", false],
    ]);
    const all = aNixEvalJobs(environment);
    await evaluate(all, { systems: [] });
    const asked = all.calls().map((call) => call[call.indexOf("--flake") + 1]?.replace(/^.*#/, ""));
    expect(asked).toEqual(["packages", "hydraJobs", "legacyPackages.x86_64-linux.hidden"]);
  });

  test("is stopped when it tells nothing, and not asked where it cannot help", async () => {
    const hanging = aNixEvalJobs(environment, { hangs: true });
    expect((await evaluate(hanging, { secondsPerAttribute: 0.5 })).derived).toEqual((await alone).derived);
    expect(hanging.calls()).not.toEqual([]);
    for (const options of [{ cores: 1 }, { heapBytes: 2 ** 30 }]) {
      const idle = aNixEvalJobs(environment);
      expect(await evaluate(idle, options)).toEqual(await alone);
      expect(idle.calls()).toEqual([]);
    }
  });
});
