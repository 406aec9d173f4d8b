import { describe, expect, test } from "@jest/globals";
import { filesUnder, type Import, importsOf, readText } from "../support/tree.ts";

const folders = ["workflows", "infra", "actions"] as const;
const imports = folders.flatMap((folder) => filesUnder(folder, ".ts")).flatMap(importsOf);

function render(edges: readonly Import[]): readonly string[] {
  return edges.map(({ from, to }) => `${from} → ${to}`);
}

function between(from: string, to: string): readonly Import[] {
  return imports.filter((edge) => edge.from.startsWith(from) && edge.to.startsWith(to));
}

describe("imports run one way", () => {
  test("there are imports to check", () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  test.each([
    ["workflows/", "infra/"],
    ["workflows/", "actions/"],
    ["infra/", "actions/"],
    ["actions/", "infra/"],
    ["actions/lib/", "actions/cli/"],
  ])("%s never imports %s", (from, to) => {
    expect(render(between(from, to))).toEqual([]);
  });

  test("no action imports another, and the library imports no action", () => {
    const owner = (path: string): string => path.split("/")[1] ?? "";
    const crossing = between("actions/", "actions/").filter(
      ({ from, to }) => owner(from) !== "cli" && owner(to) !== "lib" && owner(from) !== owner(to),
    );
    expect(render(crossing)).toEqual([]);
  });

  test("nothing imports nur/, test/, scripts/ or examples/", () => {
    const wrong = imports.filter(({ to }) => /^(nur|test|scripts|examples|bench)\//.test(to));
    expect(render(wrong)).toEqual([]);
  });

  test("there are no cycles", () => {
    expect(cycleIn(imports)).toEqual([]);
  });
});

describe("effects stay in adapters", () => {
  test("workflows/ is pure: no node modules, no clock, no environment", () => {
    const wrong = filesUnder("workflows", ".ts").filter((path) =>
      /from "node:|\bprocess\.|\bDate\b|Math\.random|\bBuffer\b|\bfetch\(|\bconsole\b/.test(readText(path)),
    );
    expect(wrong).toEqual([]);
  });

  test("only hosts, the command line and the adapters of programs touch processes", () => {
    const allowed =
      /^actions\/(lib\/host\/|lib\/nix\/command\.ts|lib\/cache\/(cachix-cli-target|decompress)\.ts|cli\/)/;
    const wrong = filesUnder("actions", ".ts")
      .filter((path) => !allowed.test(path))
      .filter((path) =>
        /node:child_process|from "execa"|\bprocess\.(env|exit|argv|cwd|stdout|stderr|on)\b/.test(
          readText(path),
        ),
      );
    expect(wrong).toEqual([]);
  });

  test("only the cache adapters touch the network", () => {
    const wrong = filesUnder("actions", ".ts")
      .filter((path) => !path.startsWith("actions/lib/cache/"))
      .filter((path) => /\bfetch\(|from "node:(http|https|net|tls|dns)"/.test(readText(path)));
    expect(wrong).toEqual([]);
  });
});

/** The first cycle found, as a list of files; empty when there is none. */
function cycleIn(edges: readonly Import[]): readonly string[] {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const { to } of targets.get(path) ?? []) {
      const cycle = visit(to, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  return [...targets.keys()].map((path) => visit(path, [])).find((cycle) => cycle.length > 0) ?? [];
}
