/** The attributes a call is given, as far as the file shows them; what it cannot see it says, and never guesses. */

import { follow, followString } from "../lib/nix/syntax/follow.ts";
import { attributeName } from "../lib/nix/syntax/literal.ts";
import { type Resolution, resolveIdentifier, type Scopes } from "../lib/nix/syntax/scope.ts";
import type { AttributeSet, Binding, Expression, Inherit, Name } from "../lib/nix/syntax/tree.ts";

export type Attribute = {
  readonly name: string;
  /** The binding, or the name in an `inherit`. */
  readonly node: Binding | Name;
  readonly inherit?: Inherit;
};

export type Attributes = {
  readonly known: ReadonlyMap<string, Attribute>;
  /** There may be others: `// x`, a dynamic name, an `inherit` that does not parse. */
  readonly open: boolean;
};

/** Steps from set to set: enough for any real file, and an end for `let a = a // a; in …`. */
type Budget = { left: number };
const steps = 64;

/** Undefined when the expression is no attribute set that the file shows. */
export function attributesOf(
  scopes: Scopes,
  expression: Expression,
  budget: Budget = { left: steps },
): Attributes | undefined {
  if (budget.left-- <= 0) return undefined;
  const target = follow(scopes, expression);
  switch (target.kind) {
    case "attribute-set":
      return attributesOfSet(scopes, target);
    case "lambda":
    case "let":
    case "with":
    case "assert":
      return attributesOf(scopes, target.body, budget);
    case "parenthesized":
      return attributesOf(scopes, target.inner, budget);
    case "binary":
      return target.operator === "//"
        ? merged(attributesOf(scopes, target.left, budget), attributesOf(scopes, target.right, budget))
        : undefined;
    default:
      return undefined;
  }
}

/** As written, unfollowed; undefined when it is written in parts or an `inherit` leads out of the file. */
export function attributeValue(
  scopes: Scopes,
  attribute: Attribute | undefined,
  budget: Budget = { left: steps },
): Expression | undefined {
  if (attribute === undefined) return undefined;
  const { node, inherit } = attribute;
  if (node.kind === "binding") return node.path.length === 1 ? node.value : undefined;
  if (inherit?.from !== undefined) return selected(scopes, inherit.from, node.name, budget);
  return resolvedValue(scopes, resolveIdentifier(scopes, node), budget);
}

/** The text of an attribute, followed through names and interpolations. */
export function attributeText(scopes: Scopes, attribute: Attribute | undefined): string | undefined {
  const value = attributeValue(scopes, attribute);
  return value === undefined ? undefined : followString(scopes, value);
}

/** The attributes written in this set itself. */
export function attributesOfSet(scopes: Scopes, set: AttributeSet): Attributes {
  const known = new Map<string, Attribute>();
  let open = false;
  for (const item of set.bindings) {
    if (item.kind === "binding") {
      const name = item.path[0] && attributeName(scopes.tree, item.path[0]);
      if (name === undefined) open = true;
      else known.set(name, { name, node: item });
    } else if (item.kind === "inherit") {
      for (const node of item.names) {
        if (node.kind === "name") known.set(node.name, { name: node.name, node, inherit: item });
        else open = true;
      }
    } else open = true;
  }
  return { known, open };
}

function merged(left: Attributes | undefined, right: Attributes | undefined): Attributes | undefined {
  if (left === undefined && right === undefined) return undefined;
  return { known: new Map([...(left?.known ?? []), ...(right?.known ?? [])]), open: true };
}

function resolvedValue(
  scopes: Scopes,
  resolution: Resolution | undefined,
  budget: Budget,
): Expression | undefined {
  if (resolution?.kind === "let" || resolution?.kind === "rec") return resolution.value;
  if (resolution?.kind !== "inherit") return undefined;
  return resolution.from === undefined
    ? resolvedValue(scopes, resolution.outer, budget)
    : selected(scopes, resolution.from, resolution.name, budget);
}

function selected(scopes: Scopes, set: Expression, name: string, budget: Budget): Expression | undefined {
  return attributeValue(scopes, attributesOf(scopes, set, budget)?.known.get(name), budget);
}
