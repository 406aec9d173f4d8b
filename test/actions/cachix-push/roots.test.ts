import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Named, readRoots } from "../../../actions/cachix-push/roots.ts";
import { localSystem } from "../../../actions/lib/nix/local-system.ts";
import { buildClosure } from "../../support/cachix.ts";
import { realNix } from "../../support/nix.ts";

const nix = realNix();
let workspace: string;
let root: string;
let other: string;

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), "nur-ci-roots-"));
  const built = await buildClosure(nix);
  root = built.root;
  other = built.closure.find((path) => path.endsWith("-leaf")) ?? "";
  symlinkSync(root, join(workspace, "result"));
  // A flake of two outputs: one that is built, one that never was.
  writeFileSync(
    join(workspace, "flake.nix"),
    `{ outputs = _: let make = name: derivation {
      inherit name; system = "${localSystem()}"; builder = "/bin/sh"; args = [ "-c" "echo ${workspace} > $out" ];
    }; in { packages.${localSystem()} = { built = make "nur-ci-root-built"; missing = make "nur-ci-root-missing"; }; }; }`,
  );
});
afterAll(() => rmSync(workspace, { recursive: true }));

function read(named: Partial<Named>) {
  return readRoots({ paths: [], installables: [], resultsFile: "", ...named }, workspace, nix);
}

describe("what is named", () => {
  test("are store paths, several on a line, and links to them, each once", async () => {
    const paths = [`${other} ${root}`, "result", "./result"];
    expect(await read({ paths })).toEqual({ ok: true, value: [other, root] });
  });

  test("a word that leads nowhere stays, to be told by the push", async () => {
    expect(await read({ paths: ["./nothing here"] })).toEqual({ ok: true, value: ["./nothing here"] });
  });

  test("an installable that is not built is a problem, and nothing is built for it", async () => {
    const installables = [`path:${workspace}#missing`, "--help"];
    const roots = await read({ installables });
    expect(roots).toMatchObject({
      ok: false,
      problems: [
        {
          code: "store-path-invalid",
          where: installables[0],
          fix: `build it before: nix build ${installables[0]}`,
        },
        { code: "store-path-invalid", where: "--help" },
      ],
    });
  });

  test("an installable gives its store path", async () => {
    const installable = `path:${workspace}#built`;
    await nix("nix", ["build", "--no-link", installable]);
    expect(await read({ installables: [installable, other] })).toEqual({
      ok: true,
      value: [expect.stringMatching(/^\/nix\/store\/\w{32}-nur-ci-root-built$/), other],
    });
  });
});
