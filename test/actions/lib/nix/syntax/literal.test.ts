/** Values of literals, beside what the real Nix makes of them. */

import { expect, test } from "@jest/globals";
import {
  attributeName,
  attributePath,
  floatValue,
  integerValue,
  renderString,
  staticString,
  stringParts,
} from "../../../../../actions/lib/nix/syntax/literal.ts";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import type { AttributeName, Binding, NodeOf } from "../../../../../actions/lib/nix/syntax/tree.ts";
import { fc } from "../../../../support/property.ts";
import { evaluate } from "./real-parser.ts";

const strings = [
  ...[
    '""',
    '"a"',
    '"\\n\\r\\t\\"\\\\\\a\\$"',
    '"$$ $a \\${x} $${y}"',
    '"a\\\nb"',
    '"a$"',
    '"é😀"',
    '"\r\n\r\n\\\r"',
    "x:y?z='",
  ],
  ...[
    "''''",
    "'' ''",
    "''a''",
    "''\n  a\n    b\n  ''",
    "''  a\n b''",
    "''\n\n  a\n\n  b\n''",
    "''   \n  a''",
    "'' x\n  y\n ''",
    "''\n\ta\n\tb''",
  ],
  ...[
    "''a''$b'''c''\\nd''\\te''\\\\''",
    "''\n  ''$a\n    b''",
    "''$$ $' '$ ' $''",
    "''\n    a\n  ''\\n  b\n''",
    "''\n  a''\\\n    b\n''",
    "''\r\n  a\r\n  b''",
  ],
  ...[
    "''\n   \n  a''",
    "''\n  a\n\n''",
    "''a\n   ''",
    "''\n  é\n 😀''",
    "''''\\${a''",
    "''a'''b'c''",
    "''\n  '''a\n  b''",
    "''\n  $\n a''",
  ],
];

test("texts are decoded as Nix decodes them", async () => {
  const ours = strings.map((text) => staticString(parse(text), parse(text).root.body));
  expect(ours).toEqual(await evaluate(`[ ${strings.map((text) => `(${text})`).join(" ")} ]`));
});

test("random indented strings are decoded as Nix decodes them", async () => {
  const scrap = fc.constantFrom(
    " ",
    "  ",
    "    ",
    "\n",
    "\n",
    "a",
    "\t",
    "''$",
    "'''",
    "''\\n",
    "$",
    "$$",
    "'",
    "''\\ ",
    "é",
    '${"x"}',
    '${""}',
    "\r",
  );
  const texts = fc
    .sample(fc.array(scrap, { maxLength: 14 }), 400)
    .map((parts) => `''${parts.join("")}''`)
    .filter((text) => parse(text).faults.length === 0 && parse(text).root.body.kind === "indented-string");
  expect(texts.length).toBeGreaterThan(200);
  expect(texts.map(valueOfParts)).toEqual(await evaluate(`[ ${texts.join(" ")} ]`));
});

test("any value is rendered as a string of that value, for Nix too", async () => {
  const values = fc
    .sample(fc.string({ unit: "grapheme", maxLength: 12 }), 200)
    .concat(["$", "${", "\\${", "$${", '"', "\r\n", "\n"]);
  const kept = values.filter((value) => value.isWellFormed() && !value.includes("\0"));
  const texts = kept.map(renderString);
  expect(texts.map((text) => staticString(parse(text), parse(text).root.body))).toEqual(kept);
  expect(await evaluate(`[ ${texts.join(" ")} ]`)).toEqual(kept);
});

test("a string with interpolations has parts and no value", () => {
  const tree = parse('"a\\n${b}${c}d"');
  const string = tree.root.body as NodeOf<"string">;
  const parts = stringParts(tree, string).map((part) => (typeof part === "string" ? part : part.kind));
  expect(parts).toEqual(["a\n", "identifier", "identifier", "d"]);
  expect(staticString(tree, string)).toBeUndefined();
});

test("a string that is not closed still has its text", () => {
  expect(staticString(parse('"abc'), parse('"abc').root.body)).toBe("abc");
  expect(staticString(parse("''abc"), parse("''abc").root.body)).toBe("abc");
});

test.each<[string, readonly (string | undefined)[]]>([
  ["{ a.b = 1; }", ["a", "b"]],
  ['{ "a b".${"c"}.or = 1; }', ["a b", "c", "or"]],
  ["{ ${''d''}.${(\"e\")}.${x:y} = 1; }", ["d", "e", "x:y"]],
  ['{ ${a}."b${c}".${"${"d"}"} = 1; }', [undefined, undefined, undefined]],
  ["{ ${''${\"a\"}''}.${''  ${''${\"b\"}''}''}.${''x${\"c\"}''} = 1; }", ["a", "b", undefined]],
])("names of %s", (text, path) => {
  const tree = parse(text);
  const binding = tree.nodes.find(({ kind }) => kind === "binding") as Binding;
  expect(attributePath(tree, binding)).toEqual(path);
  expect(attributeName(tree, binding.path[0] as AttributeName)).toBe(path[0]);
});

test("numbers have values", () => {
  const tree = parse("[ 007 9223372036854775807 .5 1.5e3 ]");
  const [one, two, three, four] = (tree.root.body as NodeOf<"list">).items;
  expect([
    integerValue(tree, one as NodeOf<"integer">),
    integerValue(tree, two as NodeOf<"integer">),
  ]).toEqual([7n, 9223372036854775807n]);
  expect([floatValue(tree, three as NodeOf<"float">), floatValue(tree, four as NodeOf<"float">)]).toEqual([
    0.5, 1500,
  ]);
});

/** The value when every interpolation is a plain string. */
function valueOfParts(text: string): string {
  const tree = parse(text);
  const parts = stringParts(tree, tree.root.body as NodeOf<"indented-string">);
  return parts.map((part) => (typeof part === "string" ? part : staticString(tree, part))).join("");
}
