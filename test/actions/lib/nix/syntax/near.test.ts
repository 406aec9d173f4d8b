/** Positions, comments and calls around a node. */

import { describe, expect, test } from "@jest/globals";
import { applied, dottedName } from "../../../../../actions/lib/nix/syntax/application.ts";
import { commentsNear, commentText } from "../../../../../actions/lib/nix/syntax/comment.ts";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import { lineText, locate } from "../../../../../actions/lib/nix/syntax/position.ts";
import { textOf } from "../../../../../actions/lib/nix/syntax/tree.ts";

test("offsets have lines and columns, whatever ends the lines", () => {
  const tree = parse("ab\ncd\r\nef\rgh");
  const places = [0, 2, 3, 7, 8, 10, 12]
    .map((offset) => locate(tree, offset))
    .map(({ line, column }) => `${line}:${column}`);
  expect(places).toEqual(["1:1", "1:3", "2:1", "3:1", "3:2", "4:1", "4:3"]);
  expect([1, 2, 3, 4, 5].map((line) => lineText(tree, line))).toEqual(["ab", "cd", "ef", "gh", ""]);
});

/** Comments near the binding `it`. */
describe.each<[string, readonly string[]]>([
  ["{\n  # one\n  # two\n  it = 1; # three\n  # four\n}", ["one", "two", "three"]],
  ["{\n  # one\n\n  it = 1;\n}", []],
  ["{\n  a = 1; # one\n  it = 1;\n}", []],
  ["{ /* one */ it = /* two */ 1; /* three */ }", ["one", "two", "three"]],
  ["{\r\n  # one\r\n  it = [ # two\r\n # three\r\n 1 # four\r\n ]; # five\r\n}", ["one", "two", "five"]],
  ["{\n  /* one\n     more */\n  it = 1;\n}", ["one\n     more"]],
  ["#one\n{ it = 1; }", ["one"]],
])("comments near", (text, comments) => {
  test(JSON.stringify(text), () => {
    const tree = parse(text);
    const binding = tree.nodes.find((node) => node.kind === "binding" && textOf(tree, node).startsWith("it"));
    const near = commentsNear(tree, binding ?? tree.root);
    expect(near.map((comment) => commentText(tree, comment))).toEqual(comments);
  });
});

describe.each<[string, readonly string[]]>([
  ["f a b", ["f", "a", "b"]],
  ["(f a) b", ["f", "a", "b"]],
  ["a.b.c { }", ["a.b.c", "{ }"]],
  ["x |> f a", ["f", "a", "x"]],
  ["f a <| x", ["f", "a", "x"]],
  ["f or", ["f", "or"]],
  ["((f)) ((a))", ["f", "((a))"]],
])("applied", (text, parts) => {
  test(text, () => {
    const tree = parse(text);
    const application = applied(tree.root.body);
    const found =
      application && [application.callee, ...application.arguments].map((node) => textOf(tree, node));
    expect(found).toEqual(parts);
  });
});

test("only the outermost application is one", () => {
  const tree = parse("f (g a) b");
  const calls = tree.nodes.filter((node) => applied(node) !== undefined).map((node) => textOf(tree, node));
  expect(calls).toEqual(["f (g a) b", "g a"]);
});

test.each<[string, readonly string[] | undefined]>([
  ["pkgs.lib.fakeHash", ["pkgs", "lib", "fakeHash"]],
  ['(pkgs.lib)."fakeHash"', ["pkgs", "lib", "fakeHash"]],
  ["fakeHash", ["fakeHash"]],
  ["a.b or c", undefined],
  ["a.${b}", undefined],
  ["(f a).b", undefined],
  ["1", undefined],
])("dotted name of %s", (text, name) => {
  const tree = parse(text);
  expect(dottedName(tree, tree.root.body)).toEqual(name);
});
