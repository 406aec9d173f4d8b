/** The tree: lossless, well-formed, whatever the text; and what Nix reads is what it says. */

import { describe, expect, test } from "@jest/globals";
import { lex } from "../../../../../actions/lib/nix/syntax/lexer.ts";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import { print } from "../../../../../actions/lib/nix/syntax/print.ts";
import { resolve } from "../../../../../actions/lib/nix/syntax/scope.ts";
import { createTokens, token } from "../../../../../actions/lib/nix/syntax/token.ts";
import {
  childrenOf,
  type Node,
  nodeAt,
  type Tree,
  textOf,
  walk,
} from "../../../../../actions/lib/nix/syntax/tree.ts";
import { findFaults } from "../../../../../actions/lib/nix/syntax/validity.ts";
import { fc } from "../../../../support/property.ts";
import { anyText, program } from "./random-program.ts";
import { printByNix } from "./real-parser.ts";

const runs = { numRuns: 3000 };

test("any text is printed back as it was", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(print(parse(text))).toBe(text);
    }),
    runs,
  );
});

test("in any text, nodes lie within their parents, in order, and know their place", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const tree = parse(text);
      expect(tree.root).toMatchObject({ start: 0, end: text.length, index: 0, last: tree.nodes.length - 1 });
      for (const node of tree.nodes) expect(misplaced(tree, node)).toBeUndefined();
    }),
    runs,
  );
});

test("any text that is not Nix has a fault within it", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const tree = parse(text);
      const broken = tree.nodes.some(({ kind }) => kind === "error");
      if (broken) expect(tree.faults.length).toBeGreaterThan(0);
      for (const { start, end } of findFaults(resolve(tree))) {
        expect(0 <= start && start <= end && end <= text.length).toBe(true);
      }
    }),
    runs,
  );
});

test("Nix reads the same with every expression in parentheses", async () => {
  const texts = fc
    .sample(program, 500)
    .map((text) => `with {}; ${text}`)
    .filter((text) => findFaults(resolve(parse(text))).length === 0);
  const printed = await printByNix([...texts, ...texts.map(parenthesize)]);
  expect(texts.length).toBeGreaterThan(100);
  expect(printed.slice(texts.length, 2 * texts.length)).toEqual(printed.slice(0, texts.length));
});

test("every two operators group as in Nix", async () => {
  const binary = ["+", "-", "*", "/", "++", "//", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "->"];
  const pairs = binary.flatMap((one) => binary.map((two) => `1 ${one} 2 ${two} 3`));
  const others = binary.flatMap((one) => [
    `!1 ${one} 2`,
    `-1 ${one} 2`,
    `1 ${one} !2 ${one} 3`,
    `1 ${one} map ? a`,
    `map ? a ${one} 2`,
  ]);
  const texts = [...pairs, ...others].filter((text) => parse(text).faults.length === 0);
  const printed = await printByNix([...texts, ...texts.map(parenthesize)]);
  expect(texts.length).toBeGreaterThan(260);
  expect(printed.slice(texts.length, 2 * texts.length)).toEqual(printed.slice(0, texts.length));
});

describe("kinds", () => {
  test.each<[string, string]>([
    ["a", "identifier"],
    ["1", "integer"],
    ["1.", "float"],
    ["__curPos", "current-position"],
    ["x:y", "uri"],
    ["<a/b>", "search-path"],
    ['"a"', "string"],
    ["''a''", "indented-string"],
    ["./a", "path"],
    ["~/a", "path"],
    ["./a/${b}", "path"],
    ["[ ]", "list"],
    ["{ }", "attribute-set"],
    ["rec { }", "attribute-set"],
    ["let in 1", "let"],
    ["let { }", "legacy-let"],
    ["x: y", "lambda"],
    ["{ }: 1", "lambda"],
    ["f x", "apply"],
    ["f or", "apply"],
    ["a.b", "select"],
    ["a.b or c", "select"],
    ["a ? b", "has-attribute"],
    ["-a", "unary"],
    ["a + b", "binary"],
    ["a |> b", "pipe"],
    ["if a then b else c", "if"],
    ["with a; b", "with"],
    ["assert a; b", "assert"],
    ["(a)", "parenthesized"],
    ["", "error"],
  ])("%s is a %s", (text, kind) => {
    expect(parse(text).root.body.kind).toBe(kind);
  });
});

test("pipes are reported, since Nix has them behind a feature", () => {
  expect(parse("1 |> f").usesPipes).toBe(true);
  expect(parse('"|>" # <|').usesPipes).toBe(false);
});

test("a node is found by its offset", () => {
  const tree = parse("{ a = f 1; b = [ 2 33 ]; }");
  expect(textOf(tree, nodeAt(tree, 20))).toBe("33");
  expect(textOf(tree, nodeAt(tree, 8))).toBe("1");
  expect(nodeAt(tree, 16).kind).toBe("list");
  expect(nodeAt(tree, 25).kind).toBe("attribute-set");
});

test("a walk can begin at any node and stays in it", () => {
  const tree = parse("{ a = f 1; b = [ 2 3 ]; }");
  const list = tree.nodes.find(({ kind }) => kind === "list");
  expect([...walk(tree, list)].map((node) => textOf(tree, node))).toEqual(["[ 2 3 ]", "2", "3"]);
});

test("comments are kept with their ranges", () => {
  const tree = parse('# a\n"# b" /* c\n */ + ./d#e');
  expect(tree.comments.map((comment) => textOf(tree, comment))).toEqual(["# a", "/* c\n */", "#e"]);
  expect(tree.comments.map(({ block }) => block)).toEqual([false, true, false]);
});

/** What is wrong with a node's place, if anything. */
function misplaced(tree: Tree, node: Node): string | undefined {
  if (tree.nodes[node.index] !== node) return "is not at its index";
  let before = node.start;
  for (const child of childrenOf(tree, node)) {
    if (child.parent !== node) return `${child.kind} has another parent than ${node.kind}`;
    if (child.start < before || child.end < child.start) return `${child.kind} overlaps in ${node.kind}`;
    before = child.end;
  }
  return before <= node.end ? undefined : `${node.kind} ends before its children`;
}

/** The text with parentheses around every expression, as the tree has them. */
function parenthesize(text: string): string {
  const opened = new Map<number, number>();
  const closed = new Map<number, number>();
  for (const node of parse(text).nodes) {
    if (!isExpression(node)) continue;
    opened.set(node.start, (opened.get(node.start) ?? 0) + 1);
    closed.set(node.end, (closed.get(node.end) ?? 0) + 1);
  }
  let grouped = "";
  for (let at = 0; at <= text.length; at++) {
    grouped += ")".repeat(closed.get(at) ?? 0) + "(".repeat(opened.get(at) ?? 0) + text.charAt(at);
  }
  return grouped;
}

const notExpressions = new Set(["file", "name", "interpolation", "binding", "inherit", "formals", "formal"]);

function isExpression(node: Node): boolean {
  if (notExpressions.has(node.kind) || (node.kind === "identifier" && node.name === "or")) return false;
  const { parent } = node;
  if (node.kind !== "string" || parent === undefined) return true;
  if (parent.kind === "inherit") return parent.from === node;
  return !("path" in parent && parent.path.includes(node));
}

test("who looks ahead sees nothing of the text that was cut before", () => {
  const tokens = createTokens(100);
  lex("{ a, b }: a b c", tokens);
  const { count, kinds } = lex("{ a", tokens).tokens;
  expect(count).toBe(3);
  expect([...kinds.subarray(count - 1, count + 3)]).toEqual(Array(4).fill(token.end));
});
