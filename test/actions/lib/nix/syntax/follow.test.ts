/** Expressions followed to the literals behind them. */

import { describe, expect, test } from "@jest/globals";
import { follow, followString } from "../../../../../actions/lib/nix/syntax/follow.ts";
import { parse } from "../../../../../actions/lib/nix/syntax/parser.ts";
import { resolve } from "../../../../../actions/lib/nix/syntax/scope.ts";
import { type Binding, type Expression, textOf } from "../../../../../actions/lib/nix/syntax/tree.ts";

/** The expression that is followed is the value of the last binding `it`. */
describe.each<[string, string]>([
  ["let a = 1; in { it = a; }", "1"],
  ["let a = b; b = (c); c = 1; in { it = (a); }", "1"],
  ["rec { a = 1; it = a; }", "1"],
  ["let a = { b.c = 1; }; in { it = a.b.c; }", "1"],
  ["let a.b = 1; a.c = 2; in { it = a.c; }", "2"],
  ["let a = { b = 1; }; a.c = 2; in { it = a.c; }", "2"],
  ["let a = { b = 1; }; inherit (a) b; in { it = b; }", "1"],
  ["let a = 1; in { s = rec { inherit a; it = a; }; }", "1"],
  ["let a = { inherit (b) c; }; b.c = 1; in { it = a.c; }", "1"],
  ["let a = 1; b = { inherit a; }; in { it = b.a; }", "1"],
  ['let a = { "b" = { ${"c"} = 1; }; }; in { it = a.b.c; }', "1"],
  ["let a = { b = { c = 1; }; }; d = a.b; in { it = d.c; }", "1"],
  ["let a = { b = 1; }; in { it = a.b or 2; }", "1"],
  ["{ lib }: { it = lib.fakeHash; }", "lib.fakeHash"],
  ["with lib; { it = fakeHash; }", "fakeHash"],
  ["let a = f 1; in { it = a; }", "f 1"],
  ["let a = { b = 1; }; in { it = a.c; }", "a.c"],
  ["let a = { b = 1; }; in { it = a.${a}; }", "a.${a}"],
  ["let a = b; b = a; in { it = a; }", "a or b"],
  ["let a = a.b; in { it = a.b; }", "a.b"],
])("follow", (text, expected) => {
  test(text, () => {
    const { tree, scopes, value } = it(text);
    const found = textOf(tree, follow(scopes, value));
    expect(expected === "a or b" ? ["a", "b"] : [expected]).toContain(found);
  });
});

describe.each<[string, string | undefined]>([
  ['let v = "1"; in { it = "a-${v}.tar"; }', "a-1.tar"],
  ['let base = "https://h"; url = "${base}/a"; in { it = url + "/b"; }', "https://h/a/b"],
  ["let s.v = \"1\"; in { it = ''x ${s.v}''; }", "x 1"],
  ["{ it = x:y; }", "x:y"],
  ['{ v }: { it = "a-${v}"; }', undefined],
  ['{ it = "a" + 1; }', undefined],
  ['let a = "${a}"; in { it = a; }', undefined],
  [doubling(40), undefined],
  [doubling(3), "x".repeat(8)],
])("followString", (text, expected) => {
  test(text.slice(0, 60), () => {
    const { scopes, value } = it(text);
    expect(followString(scopes, value)).toBe(expected);
  });
});

test("expressions nested 100,000 deep are given up, not fallen over", () => {
  const deep = `{ it = ${"(".repeat(100_000)}a${".b)".repeat(100_000)}; a = 1; }`;
  const { tree, scopes, value } = it(`rec ${deep}`);
  expect(textOf(tree, follow(scopes, value)).length).toBeGreaterThan(100);
  expect(followString(scopes, value)).toBeUndefined();
});

function doubling(times: number): string {
  const steps = Array.from({ length: times }, (_, step) => `a${step + 1} = "\${a${step}}\${a${step}}";`);
  return `let a0 = "x"; ${steps.join(" ")} in { it = a${times}; }`;
}

function it(text: string) {
  const tree = parse(text);
  const binding = tree.nodes.findLast(
    (node): node is Binding =>
      node.kind === "binding" && node.path.some((name) => textOf(tree, name) === "it"),
  );
  return { tree, scopes: resolve(tree), value: (binding as Binding).value as Expression };
}
