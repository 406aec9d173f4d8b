/** Calls and dotted names as a rule reads them: the callee with all its arguments, `a.b.c` as one name. */

import { attributeName } from "./literal.ts";
import { peel } from "./parenthesized.ts";
import type { Expression, Node, Tree } from "./tree.ts";

export type Application = { readonly callee: Expression; readonly arguments: readonly Expression[] };

/** `f a b`, `(f a) b`, `b |> f a` and `f a <| b`: `f` with `a`, `b`. Undefined unless the node is the outermost application. */
export function applied(node: Node): Application | undefined {
  if (!isCall(node) || isPartOfCall(node)) return undefined;
  const reversed: Expression[] = [];
  let callee: Expression = node;
  for (;;) {
    const inner = peel(callee);
    if (inner.kind === "apply") {
      reversed.push(inner.argument);
      callee = inner.callee;
    } else if (inner.kind === "pipe") {
      reversed.push(inner.operator === "|>" ? inner.left : inner.right);
      callee = inner.operator === "|>" ? inner.right : inner.left;
    } else return { callee: inner, arguments: reversed.reverse() };
  }
}

/** `pkgs.lib.fakeHash` gives `["pkgs", "lib", "fakeHash"]`; undefined when it is no chain of static names. */
export function dottedName(tree: Tree, node: Expression): readonly string[] | undefined {
  const expression = peel(node);
  if (expression.kind === "identifier") return [expression.name];
  if (expression.kind !== "select" || expression.default !== undefined) return undefined;
  const names: string[][] = [];
  let inner: Expression = expression;
  while (inner.kind === "select" && inner.default === undefined) {
    const path: string[] = [];
    for (const part of inner.path) {
      const name = attributeName(tree, part);
      if (name === undefined) return undefined;
      path.push(name);
    }
    names.push(path);
    inner = peel(inner.target);
  }
  return inner.kind === "identifier" ? [inner.name, ...names.reverse().flat()] : undefined;
}

function isCall(node: Node): node is Extract<Node, { kind: "apply" | "pipe" }> {
  return node.kind === "apply" || node.kind === "pipe";
}

/** Whether the node, through parentheses, is what another application calls. */
function isPartOfCall(node: Node): boolean {
  let inner: Node = node;
  let outer = node.parent;
  while (outer?.kind === "parenthesized") {
    inner = outer;
    outer = outer.parent;
  }
  if (outer?.kind === "apply") return outer.callee === inner;
  if (outer?.kind === "pipe") return (outer.operator === "|>" ? outer.right : outer.left) === inner;
  return false;
}
