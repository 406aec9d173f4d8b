/** Broken texts: the fault is reported where it is, once, and the rest is still read. */

import { describe, expect, test } from "@jest/globals";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import { textOf } from "../../../../../actions/lib/nix/syntax/tree.ts";

type Case = {
  readonly text: string;
  /** The text at each fault. */
  readonly faults: readonly string[];
  /** The names of the bindings that are still read. */
  readonly bindings: readonly string[];
};

const cases: Readonly<Record<string, Case>> = {
  "a missing semicolon": {
    text: "{ a = f x\n b = 2; c.d = 3; }",
    faults: ["b"],
    bindings: ["a", "b", "c.d"],
  },
  "a missing semicolon before a dotted name": {
    text: "{ a = f x\n b.c = 2; d = 3; }",
    faults: ["b"],
    bindings: ["a", "b.c", "d"],
  },
  "a missing semicolon before inherit": {
    text: "{ a = 1 inherit b; c = 2; }",
    faults: ["inherit"],
    bindings: ["a", "c"],
  },
  "a missing semicolon after inherit": { text: "{ inherit a\n b = 2; }", faults: ["b"], bindings: ["b"] },
  "a missing last semicolon": { text: "{ a = 1; b = 2 }", faults: ["}"], bindings: ["a", "b"] },
  "a missing value": { text: "{ a = ; b = 2; }", faults: [";"], bindings: ["a", "b"] },
  "a missing closing parenthesis": { text: "{ a = f (1; b = 2; }", faults: [";"], bindings: ["a", "b"] },
  "a missing closing bracket": { text: "{ a = [ 1 2; b = 2; }", faults: [";"], bindings: ["a", "b"] },
  "a missing closing brace": { text: "{ a = { b = 1; c = 2;", faults: [""], bindings: ["a", "b", "c"] },
  "a missing in": { text: "let a = 1; b = 2; { c = a; }", faults: ["{"], bindings: ["a", "b", "c"] },
  "a semicolon too many": { text: "{ a = 1;; b = 2; }", faults: [";"], bindings: ["a", "b"] },
  "an equals sign too many": { text: "{ a == 1; b = 2; }", faults: ["=="], bindings: ["b"] },
  "a word that is no binding": { text: "{ a = 1; foo; b = 2; }", faults: [";"], bindings: ["a", "b"] },
  "two words for one name": { text: "{ a b = 1; c = 2; }", faults: ["b"], bindings: ["b", "c"] },
  "a stray closing parenthesis": { text: "{ a = 1 ); b = 2; }", faults: [")"], bindings: ["a", "b"] },
  "a stray character": { text: "{ a = 1 ^ 2; b = 2; }", faults: ["^"], bindings: ["a", "b"] },
  "a comma in a list": { text: "{ a = [ 1, 2 ]; b = 2; }", faults: [","], bindings: ["a", "b"] },
  "a function without parentheses": { text: "{ a = map x: x; b = 2; }", faults: ["x"], bindings: ["a", "b"] },
  "a missing operand": { text: "{ a = 1 + ; b = 2; }", faults: [";"], bindings: ["a", "b"] },
  "a missing else": { text: "{ a = if x then 1; b = 2; }", faults: [";"], bindings: ["a", "b"] },
  "a missing attribute": { text: "{ a = x.; b = 2; }", faults: [";"], bindings: ["a", "b"] },
  "an interpolation outside a string": { text: "{ a = ${x}; b = 2; }", faults: ["${"], bindings: ["a", "b"] },
  "an empty interpolation": { text: '{ a = "x${}y"; b = 2; }', faults: ["}"], bindings: ["a", "b"] },
  "an open bracket in an interpolation": {
    text: '{ a = "x${f (1}y"; b = 2; }',
    faults: ["}"],
    bindings: ["a", "b"],
  },
  "a semicolon in an interpolation": {
    text: '{ a = "x${1;}y"; b = 2; }',
    faults: [";"],
    bindings: ["a", "b"],
  },
  "formals without a comma": { text: "{ a b, c }: { d = 1; }", faults: ["b"], bindings: ["d"] },
  "a comma too many in formals": { text: "{ a,, b }: { d = 1; }", faults: [","], bindings: ["d"] },
  "a path with a slash at its end": { text: "{ a = ./x/; b = 2; }", faults: ["./x/"], bindings: ["a", "b"] },
  "a comment that is not closed": { text: "{ a = 1; /* b = 2; }", faults: ["/*", ""], bindings: ["a"] },
  "merge conflict marks": {
    text: "{\n<<<<<<< HEAD\n  a = 1;\n=======\n  a = 2;\n>>>>>>> x\n  b = 3;\n}",
    faults: ["<", "==", ">"],
    bindings: ["a", "a", "b"],
  },
};

describe.each(Object.entries(cases))("%s", (_, { text, faults, bindings }) => {
  const tree = parse(text);

  test("is a fault where it is", () => {
    expect(tree.faults.map((fault) => textOf(tree, fault))).toEqual(faults);
  });

  test("leaves the bindings around it", () => {
    const read = tree.nodes.flatMap((node) =>
      node.kind === "binding" ? [node.path.map((name) => textOf(tree, name)).join(".")] : [],
    );
    expect(read).toEqual(bindings);
  });
});

test.each([
  ["( 1", 'unexpected end of file, expected ")"'],
  ["{ a = 1 }", 'unexpected "}", expected ";"'],
  ["1 == 2 == 3", '"==" cannot follow "==" without parentheses'],
  ["f x: x", "a function must be in parentheses here"],
  ["./a/", 'path "./a/" has a trailing slash'],
  ["99999999999999999999", 'integer "99999999999999999999" is out of range'],
  ["{ a, ", 'unexpected end of file, expected "}" or a formal'],
])("%s: %s", (text, what) => {
  expect(parse(text).faults.map((fault) => fault.what)).toEqual([what]);
});

test("a file of garbage has no more than a thousand faults", () => {
  expect(parse("= ( ".repeat(5000)).faults).toHaveLength(1000);
});
