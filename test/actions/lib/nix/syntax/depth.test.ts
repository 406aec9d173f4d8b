/** Depth and size: 100,000 levels and megabytes are only slow. Nothing here may recurse on the input. */

import { expect, test } from "@jest/globals";
import { applied } from "../../../../../actions/lib/nix/syntax/application.ts";
import { edit } from "../../../../../actions/lib/nix/syntax/edit.ts";
import { attributeName } from "../../../../../actions/lib/nix/syntax/literal.ts";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import { print } from "../../../../../actions/lib/nix/syntax/print.ts";
import { resolve, unforcedBindings } from "../../../../../actions/lib/nix/syntax/scope.ts";
import { nodeAt } from "../../../../../actions/lib/nix/syntax/tree.ts";
import { findFaults } from "../../../../../actions/lib/nix/syntax/validity.ts";

const levels = 100_000;

const nested: Readonly<Record<string, readonly [before: string, inner: string, after: string]>> = {
  parentheses: ["(", "1", ")"],
  lists: ["[", "", "]"],
  "recursive sets": ["rec{a=", "a", ";}"],
  functions: ["x: ", "x", ""],
  "defaults of formals": ["{a?", "1", "}:1"],
  "bodies of let": ["let a = 1; in ", "a", ""],
  "values of let": ["let a = ", "1", "; in a"],
  with: ["with {}; ", "a", ""],
  "string interpolations": ['"${', "1", '}"'],
  "path interpolations": ["./${", "1", "}"],
  "dynamic names": ["{${", '"a"', "}=1;}"],
  "unary operators": ["!", "true", ""],
  "right operands": ["true -> ", "true", ""],
  "left operands": ["1 + ", "1", ""],
  "names of a selection": ["", "x: map x", ".a"],
  "operators that look like paths": ["", "x: x", "+x"],
  applications: ["map ", "map", ""],
  "merged sets": ["{a.b={a=", "1", ";};a.c=1;}"],
};

test.each(Object.entries(nested))("%s", (_, [before, inner, after]) => {
  const text = before.repeat(levels) + inner + after.repeat(levels);
  const tree = parse(text);
  const scopes = resolve(tree);
  expect(findFaults(scopes)).toEqual([]);
  expect(print(tree) === text).toBe(true);
  expect(nodeAt(tree, text.length >> 1).index).toBeGreaterThan(0);
  expect(unforcedBindings(scopes).length).toBeLessThanOrEqual(levels);
});

test.each(["(", "[", "{a=", "{", '"${', "let a = (", "( = ", "{ a ? ( , ", "inherit ( ", "a@{", ")", "}"])(
  "%s, again and again, is broken and nothing worse",
  (piece) => {
    const text = piece.repeat(levels);
    const tree = parse(text);
    expect(findFaults(resolve(tree)).length).toBeGreaterThan(0);
    expect(print(tree) === text).toBe(true);
  },
);

test("helpers go as deep", () => {
  const tree = parse(`${"(".repeat(levels)}map${" 1)".repeat(levels)}`);
  expect(tree.nodes.filter((node) => applied(node) !== undefined)).toHaveLength(1);
  expect(edit(tree, [{ start: levels, end: levels + 3, text: "f" }])).toMatchObject({ ok: true });
  const names = parse(`{ \${${"''${".repeat(levels)}"a"${"}''".repeat(levels)}} = 1; }`);
  const binding = names.nodes.find(({ kind }) => kind === "binding");
  expect(binding?.kind === "binding" && binding.path[0] && attributeName(names, binding.path[0])).toBe("a");
});

const binding =
  'a_N = { src = f { url = "https://h/${v}/x"; sha256 = "0"; }; deps = [ a.b ./c/d ]; g = x: { y = x; }; };\n';

function bindings(count: number): string {
  const all = Array.from({ length: count }, (_, place) => binding.replace("N", `${place}`));
  return `{ f, v, a }: {\n${all.join("")}}`;
}

function names(count: number): string {
  return `x: x${".a".repeat(count)}`;
}

test.each<[string, (count: number) => string, number]>([
  ["bindings", bindings, 5_000],
  ["a chain of names", names, 100_000],
])("ten times the length takes some ten times as long: %s", (_, text, count) => {
  seconds(text(count));
  const ratio = seconds(text(10 * count)) / Math.max(seconds(text(count)), 0.02);
  expect(text(10 * count).length).toBeGreaterThan(2_000_000);
  expect(ratio).toBeLessThan(40);
});

/** Processor time, so that other work on the machine does not count. */
function seconds(text: string): number {
  const before = process.cpuUsage();
  expect(findFaults(resolve(parse(text)))).toEqual([]);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
