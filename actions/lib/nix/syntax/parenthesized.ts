/** Parentheses group and mean nothing else: what looks at an expression looks through them. */

import type { Expression } from "./tree.ts";

/** The expression without the parentheses around it. */
export function peel(node: Expression): Expression {
  let inner = node;
  while (inner.kind === "parenthesized") inner = inner.inner;
  return inner;
}
