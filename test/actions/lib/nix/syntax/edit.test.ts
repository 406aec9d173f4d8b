/** Edits that touch their range and nothing else. */

import { expect, test } from "@jest/globals";
import { type Edit, edit } from "../../../../../actions/lib/nix/syntax/edit.ts";
import { renderString, staticString } from "../../../../../actions/lib/nix/syntax/literal.ts";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import { textOf } from "../../../../../actions/lib/nix/syntax/tree.ts";
import { fc } from "../../../../support/property.ts";
import { anyText, program } from "./random-program.ts";

/** The range is marked by « and ». */
test.each<[string, string, string]>([
  ['{ a = «"x"»; }', '"y"', '{ a = "y"; }'],
  ['{ a = "«x»"; }', "y", '{ a = "y"; }'],
  ['{ a = "«x»"; }', "${y}", '{ a = "${y}"; }'],
  ["# a«»\n1", " b", "# a b\n1"],
  ["{ a = «lib.fakeHash»; }", '"sha256-x"', '{ a = "sha256-x"; }'],
  ["{ a = 1;«» }", " b = 2;", "{ a = 1; b = 2; }"],
  ["{ a = 1;« b = 2;» }", "", "{ a = 1; }"],
  ["«a»", "b", "b"],
  ["f «x» y", "(g z)", "f (g z) y"],
  ["{ a = 1; «»}", "b = 2; ", "{ a = 1; b = 2; }"],
  ["# «a»\n1", "b", "# b\n1"],
  ["{ a = «1; b = ( 2»; }", "1; b = ( 3", "{ a = 1; b = ( 3; }"],
])("%s, %s", (marked, text, expected) => {
  const { tree, range } = marks(marked);
  const edited = edit(tree, [{ ...range, text }]);
  expect(edited.ok && edited.tree.text).toBe(expected);
});

test.each<[string, string, string]>([
  ["{ a = «1»; }", "(1", "breaks"],
  ["{ a = «1»; }", '"', "breaks"],
  ["{ a = «1»; }", "", "breaks"],
  ["{ a = «1»; }", "1; b = 2", "spills"],
  ["f «x»", "x + 1", "spills"],
  ["«x» + 1", "a: x", "spills"],
  ['{ a = "«x»"; }', 'x"; b = "y', "spills"],
  ["{ a = «1»; b = 2; } # c", "1; } #", "spills"],
  ["[ «a» b ]", "a.", "spills"],
  ["«a» # c\n", "a #", "spills"],
  ["[ a«» b ]", "c", "spills"],
  ["[ «»./a b ]", ".", "spills"],
  ["[ 1«» b ]", ".", "spills"],
])("%s, %s is refused: it %s", (marked, text, reason) => {
  const { tree, range } = marks(marked);
  expect(edit(tree, [{ ...range, text }])).toEqual({ ok: false, reason });
});

test("several edits are made at once, in any order", () => {
  const tree = parse("{ a = 1; b = 2; c = 3; }");
  const edits = [
    { start: 20, end: 21, text: "33" },
    { start: 6, end: 7, text: "" },
    { start: 13, end: 14, text: "x" },
    { start: 6, end: 6, text: "[ ]" },
  ];
  const edited = edit(tree, edits);
  expect(edited.ok && edited.tree.text).toBe("{ a = [ ]; b = x; c = 33; }");
});

test.each<[readonly Edit[], string]>([
  [[{ start: 0, end: 99, text: "" }], "outside"],
  [[{ start: -1, end: 1, text: "" }], "outside"],
  [[{ start: 2, end: 1, text: "" }], "outside"],
  [[{ start: Number.NaN, end: 1, text: "" }], "outside"],
  [
    [
      { start: 0, end: 3, text: "" },
      { start: 2, end: 4, text: "" },
    ],
    "overlap",
  ],
])("%j is refused: %s", (edits, reason) => {
  expect(edit(parse("[ 1 2 ]"), edits)).toEqual({ ok: false, reason });
});

test("in any text, every string can be replaced, and all else stays", () => {
  fc.assert(
    fc.property(anyText, fc.string({ maxLength: 5 }), fc.nat(), (text, value, choice) => {
      const tree = parse(text);
      const strings = tree.nodes.filter(
        (node) => node.kind === "string" && /^".*"$/s.test(textOf(tree, node)),
      );
      const string = strings[choice % Math.max(strings.length, 1)];
      if (string === undefined || value.includes("\0")) return;
      const edited = edit(tree, [{ start: string.start, end: string.end, text: renderString(value) }]);
      if (!edited.ok) throw new Error(`${edited.reason}: ${text}`);
      const moved = edited.tree.nodes[string.index];
      expect(moved && staticString(edited.tree, moved)).toBe(value);
      expect(edited.tree.text.startsWith(text.slice(0, string.start))).toBe(true);
      expect(edited.tree.text.endsWith(text.slice(string.end))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("an edit that is made changes no node outside its range", () => {
  fc.assert(
    fc.property(
      program,
      fc.nat(),
      fc.nat(6),
      fc.string({ maxLength: 6 }),
      (text, place, length, replacement) => {
        const tree = parse(text);
        const start = place % (text.length + 1);
        const end = Math.min(start + length, text.length);
        const edited = edit(tree, [{ start, end, text: replacement }]);
        if (!edited.ok) return;
        const grown = replacement.length - (end - start);
        const before = tree.nodes.filter((node) => node.end < start || node.start > end);
        const after = edited.tree.nodes.filter((node) => node.end < start || node.start > end + grown);
        const moved = before.map((node) => [node.kind, node.start + (node.start > end ? grown : 0)]);
        expect(after.map((node) => [node.kind, node.start])).toEqual(moved);
      },
    ),
    { numRuns: 2000 },
  );
});

function marks(marked: string) {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  return { tree: parse(marked.replace(/[«»]/g, "")), range: { start, end } };
}
