import { describe, expect, test } from "@jest/globals";
import { parseDerivation } from "../../../../actions/lib/nix/derivation.ts";
import {
  type BuildGraph,
  dependencyOutputs,
  readBuildGraph,
  unbuiltDependencies,
} from "../../../../actions/lib/plan/build-graph.ts";
import { estimateSeconds } from "../../../../actions/lib/plan/estimate.ts";
import { realNix } from "../../../support/nix.ts";

type Made = { readonly inputs?: readonly string[]; readonly hash?: string; readonly environment?: string };

function aDerivation(name: string, { inputs = [], hash = "", environment = "" }: Made) {
  const drvs = inputs.map((input) => `("/${input}.drv",["out"])`).join(",");
  const output = `("out","/${name}","","${hash}")`;
  return parseDerivation(`Derive([${output}],[${drvs}],[],"s","b",[],[${environment}])`);
}

function aGraph(made: Readonly<Record<string, Made>>): BuildGraph {
  return new Map(Object.entries(made).map(([name, rest]) => [`/${name}.drv`, aDerivation(name, rest)]));
}

describe("unbuiltDependencies", () => {
  const graph = aGraph({
    root: { inputs: ["library", "compiler", "source", "lost"] },
    library: { inputs: ["deep", "compiler"] },
    compiler: { inputs: ["bootstrap"] },
    deep: {},
    bootstrap: {},
    source: { hash: "00", inputs: ["curl"] },
    curl: {},
  });

  test("goes down to what is at hand, and not through fetches", () => {
    const atHand = new Set(["/compiler"]);
    const unbuilt = unbuiltDependencies(graph, "/root.drv", (path) => atHand.has(path));
    expect([...unbuilt].toSorted()).toEqual(["/deep.drv", "/library.drv", "/lost.drv"]);
  });

  test("the outputs to ask for are those of dependencies, once each", () => {
    expect(dependencyOutputs(graph).toSorted()).toEqual([
      "/bootstrap",
      "/compiler",
      "/curl",
      "/deep",
      "/library",
      "/source",
    ]);
  });
});

test("reads what real Nix wrote, down to the leaves; a derivation that is gone has no inputs", async () => {
  const expression = `
    let make = name: extra: derivation ({ inherit name; system = "s"; builder = "/bin/sh"; } // extra);
        leaf = make "leaf" { }; middle = make "middle" { inherit leaf; };
    in [ (make "top" { inherit middle leaf; }) (make "other" { inherit leaf; }) ]`;
  const done = await realNix()("nix-instantiate", ["--expr", expression]);
  const roots = done.stdout.trim().split("\n");
  const graph = await readBuildGraph([...roots, "/nix/store/gone.drv"]);
  const names = [...graph.keys()].map((path) => path.slice(44));
  expect(names.toSorted()).toEqual(["leaf.drv", "middle.drv", "other.drv", "top.drv"]);
});

test.each([
  ["rust", { environment: '("cargoDeps","x")' }, 600],
  ["rust by its compiler", { inputs: ["store-rustc-1.80"] }, 600],
  ["node", { inputs: ["store-nodejs-24"] }, 180],
  ["go", { inputs: ["store-go-1.24"] }, 120],
  ["anything else", { inputs: ["store-gopher", "store-cargonaut"] }, 60],
])("a guess for %s", (_, made, seconds) => {
  expect(estimateSeconds(aDerivation("x", made))).toBe(seconds);
});

test("a guess for what cannot be read", () => {
  expect(estimateSeconds(undefined)).toBe(60);
});
