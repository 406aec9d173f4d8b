import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Nix } from "../../../../actions/lib/nix/command.ts";
import { evaluateFlake } from "../../../../actions/lib/nix/eval.ts";
import type { Problem } from "../../../../workflows/problem.ts";
import { evaluate, names, nix } from "../../../support/evaluations.ts";
import { aFlake, aFolder } from "../../../support/flakes.ts";
import { nixEnvironment, realNix } from "../../../support/nix.ts";

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
    workspace;
    const problems = await refusal(workspace, flake);
    expect(problems).toMatchObject([{ code, severity: "error", what: containing(what) }]);
    expect(problems[0]?.fix).not.toBe("");
  });

  test("an error in outputs stands at its line", async () => {
    const flake = aFlake("{ packages = self.nothing; }");
    expect(await refusal(flake)).toMatchObject([{ where: { file: "flake.nix", line: 11 } }]);
  });

  test("a file that Git does not track", async () => {
    const folder = aFlake(
      `{ packages.x86_64-linux = { imported = import ./late.nix; good = make "good" { }; }; }`,
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
    const folder = aFolder({});
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
    const flake = aFlake("{ }");
    const problems = await refusal(flake, ".", realNix({ ...nixEnvironment(), PATH: flake }));
    expect(problems).toMatchObject([{ code: "tool-missing", what: '"nix" is not on PATH' }]);
  });

  test("interrupted", async () => {
    const flake = aFlake(`{ packages.x86_64-linux.a = make "a" { }; }`);
    const controller = new AbortController();
    const options = { workspace: flake, signal: controller.signal, onProgress: () => controller.abort() };
    const outcome = await evaluateFlake({ flake: ".", systems: [] }, nix, options);
    expect(outcome).toMatchObject({ ok: false, problems: [{ code: "cancelled" }] });
  });
});

async function refusal(workspace: string, flake = ".", program: Nix = nix): Promise<readonly Problem[]> {
  const outcome = await evaluateFlake({ flake, systems: [] }, program, { workspace });
  if (outcome.ok) throw new Error("it was accepted");
  return outcome.problems;
}

function containing(text: string | RegExp): unknown {
  return typeof text === "string" ? expect.stringContaining(text) : expect.stringMatching(text);
}
