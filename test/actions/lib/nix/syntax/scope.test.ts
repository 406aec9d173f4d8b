/** What identifiers refer to. */

import { describe, expect, test } from "@jest/globals";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import { withsOf } from "../../../../../actions/lib/nix/syntax/resolution.ts";
import {
  type Resolution,
  resolve,
  resolveIdentifier,
  unforcedBindings,
} from "../../../../../actions/lib/nix/syntax/scope.ts";
import {
  type Identifier,
  type Name,
  type Node,
  type Tree,
  textOf,
} from "../../../../../actions/lib/nix/syntax/tree.ts";
import { findFaults } from "../../../../../actions/lib/nix/syntax/validity.ts";

/** The identifier asked for stands between `«` and `»`. */
describe.each<[string, string, string]>([
  ["a let", "let a = 1; in «a»", "let a = 1;"],
  ["a let, from another binding", "let a = 1; b = «a»; in b", "let a = 1;"],
  ["a let, from itself", "let a = «a»; in a", "let a = «a»;"],
  ["the inner let", "let a = 1; in let a = 2; in «a»", "let a = 2;"],
  ["the outer let after the inner", "let a = 1; in (let a = 2; in a) «a»", "let a = 1;"],
  ["the outer let before the inner", "let a = 1; in «a» (let a = 2; in a)", "let a = 1;"],
  ["a recursive set", "rec { a = 1; b = «a»; }", "rec a = 1;"],
  ["a legacy let", "let { a = 1; body = «a»; }", "rec a = 1;"],
  ["no plain set", "let a = 1; in { a = 2; b = «a»; }", "let a = 1;"],
  ["a let made of paths", "let a.b = 1; a.c = 2; in «a»", "let a.b = 1; a.c = 2;"],
  ["a recursive set that was merged", "{ s = rec { a = 1; }; s.b = «a»; }", "rec a = 1;"],
  ["a parameter", "a: «a»", "parameter a"],
  ["a parameter beside formals", "a@{ b }: «a»", "parameter a"],
  ["a formal", "{ a, b }: «a»", "formal a"],
  ["a formal, from another's default", "{ a, b ? «a» }: b", "formal a"],
  ["a shadowed builtin", "map: «map»", "parameter map"],
  ["a builtin", "«map»", "builtin"],
  ["a builtin under a with", "with { map = 1; }; «map»", "builtin"],
  ["a with", "with x; «a»", "with x"],
  ["two withs, the inner first", "with x; with y; «a»", "with y x"],
  ["a with, not its own namespace", "with x; with «a»; b", "with x"],
  ["a let outside a with", "let a = 1; in with x; «a»", "let a = 1;"],
  ["an inherit from a set", "let inherit (x) a; in «a»", "inherit (x) a"],
  ["an inherit from outside", "a: rec { inherit a; b = «a»; }", "inherit a of parameter a"],
  ["the name in an inherit", "a: { inherit «a»; }", "parameter a"],
  ["the name in an inherit of a rec", "a: rec { inherit «a»; }", "parameter a"],
  ["a dynamic name of a rec", "let a = 1; in rec { a = 2; ${«a»} = 3; }", "rec a = 2;"],
  ["the source of an inherit in a let", "a: let a = 1; inherit («a») b; in b", "let a = 1;"],
  ["nothing", "{ a = 1; b = «a»; }", "undefined"],
  ["nothing after the scope", "(a: a) «a»", "undefined"],
  ["a let in broken text", "let a = 1; in [ «a» ) ]", "let a = 1;"],
  ["a let, from a binding defined twice", "let a = 1; b = 2; b = «a»; in b", "let a = 1;"],
])("%s", (_, marked, expected) => {
  test(marked, () => {
    expect(describeResolution(marked)).toBe(expected.replace("«a»", "a"));
  });
});

test("the forms of one fake hash are told apart", () => {
  const kinds = [
    "with lib; «fakeHash»",
    "let inherit (lib) fakeHash; in «fakeHash»",
    "let fakeHash = 1; in with lib; «fakeHash»",
  ];
  expect(kinds.map((text) => describeResolution(text))).toEqual([
    "with lib",
    "inherit (lib) fakeHash",
    "let fakeHash = 1;",
  ]);
});

describe.each<[string, readonly string[]]>([
  ["let _ = map x; x = 1; in x", ["_ = map x;"]],
  ["let a = b; b = 1; in 2", ["a = b;", "b = 1;"]],
  ["let a = a; in 2", ["a = a;"]],
  ["let a = b; b = 1; in a", []],
  ["let a = 1; in { inherit a; }", []],
  ["let a.b = 1; a.c = 2; in a", []],
  ["let a = let _ = 1; in 2; in a", ["_ = 1;"]],
  ["rec { _ = 1; }", []],
  ["let a = 1; in let inherit a; in 3", []],
])("bindings that nothing forces", (text, unforced) => {
  test(text, () => {
    const tree = parse(text);
    const found = unforcedBindings(resolve(tree)).map(({ binding }) => textOf(tree, binding));
    expect(found).toEqual(unforced);
  });
});

test("faults say where, and where the first of two is", () => {
  const tree = parse("{ a = 1; b = x; a = 2; }");
  const faults = findFaults(resolve(tree)).map((fault) => [
    fault.kind,
    textOf(tree, fault),
    fault.earlier?.start,
  ]);
  expect(faults).toEqual([
    ["undefined-variable", "x", undefined],
    ["duplicate-attribute", "a", 2],
  ]);
});

test("undefined variables are not looked for in a file that does not parse", () => {
  expect(findFaults(resolve(parse("{ a = b; a = (; }"))).map(({ kind }) => kind)).toEqual([
    "duplicate-attribute",
    "syntax",
  ]);
});

function describeResolution(marked: string): string {
  const start = marked.indexOf("«");
  const tree = parse(marked.replace(/[«»]/g, ""));
  const node = tree.nodes.find((one) => one.start === start && isVariable(one)) as Identifier | Name;
  return render(tree, resolveIdentifier(resolve(tree), node));
}

function isVariable({ kind }: Node): boolean {
  return kind === "identifier" || kind === "name";
}

function render(tree: Tree, resolution: Resolution): string {
  switch (resolution.kind) {
    case "let":
    case "rec":
      return `${resolution.kind} ${resolution.bindings.map((binding) => textOf(tree, binding)).join(" ")}`;
    case "inherit":
      if (resolution.from !== undefined)
        return `inherit (${textOf(tree, resolution.from)}) ${resolution.name}`;
      return `inherit ${resolution.name} of ${resolution.outer === undefined ? "" : render(tree, resolution.outer)}`;
    case "formal":
    case "parameter":
      return `${resolution.kind} ${resolution.name}`;
    case "with":
      return `with ${withsOf(resolution)
        .map(({ namespace }) => textOf(tree, namespace))
        .join(" ")}`;
    default:
      return resolution.kind;
  }
}
