/** Follows an expression through names to the literal behind it, as far as that is decidable without evaluation. */

import { type Attributes, attributesOf, isAttributes } from "./attributes.ts";
import { attributeName, staticString, stringParts } from "./literal.ts";
import { peel } from "./parenthesized.ts";
import type { Resolution } from "./resolution.ts";
import { resolveIdentifier, type Scopes } from "./scope.ts";
import type { AttributeName, Expression, Identifier, Select } from "./tree.ts";

/** Steps that are left. Names can be defined by themselves, and strings can double at every step. */
type Fuel = { left: number };

const mostSteps = 300;

/**
 * What the expression stands for: through parentheses, `let` and `rec` bindings, `inherit`, and selections of literal
 * attribute sets. It goes no further than it knows: a formal, a call or a name from a `with` stands for itself.
 */
export function follow(scopes: Scopes, expression: Expression): Expression {
  return followWith(scopes, expression, { left: mostSteps });
}

/** The value of a string with every interpolation and `+` in it followed; undefined when a part is not decidable. */
export function followString(scopes: Scopes, expression: Expression): string | undefined {
  return stringWith(scopes, expression, { left: mostSteps });
}

function followWith(scopes: Scopes, expression: Expression, fuel: Fuel): Expression {
  let current = peel(expression);
  while (fuel.left-- > 0) {
    const found = stepFrom(scopes, current, fuel);
    if (found === undefined) return current;
    current = peel(found);
  }
  return current;
}

function stepFrom(scopes: Scopes, expression: Expression, fuel: Fuel): Expression | undefined {
  if (expression.kind === "identifier") return valueBehind(scopes, expression, fuel);
  if (expression.kind !== "select") return undefined;
  const found = memberOf(scopes, expression, fuel);
  return found === undefined || isAttributes(found) ? undefined : found;
}

function valueBehind(scopes: Scopes, identifier: Identifier, fuel: Fuel): Expression | undefined {
  const resolution = inherited(resolveIdentifier(scopes, identifier));
  if (resolution.kind === "let" || resolution.kind === "rec") return resolution.value;
  if (resolution.kind !== "inherit" || resolution.from === undefined) return undefined;
  const found = select(scopes, resolution.from, resolution.name, fuel);
  return found === undefined || isAttributes(found) ? undefined : found;
}

/** Through `inherit name;` to what the name is outside. */
function inherited(resolution: Resolution): Resolution {
  let current = resolution;
  while (current.kind === "inherit" && current.outer !== undefined) current = current.outer;
  return current;
}

function memberOf(scopes: Scopes, { target, path }: Select, fuel: Fuel): Expression | Attributes | undefined {
  let value: Expression | Attributes | undefined = target;
  for (const part of path) {
    if (value === undefined || fuel.left-- <= 0) return undefined;
    value = selectName(scopes, value, part, fuel);
  }
  return value;
}

function selectName(
  scopes: Scopes,
  value: Expression | Attributes,
  part: AttributeName,
  fuel: Fuel,
): Expression | Attributes | undefined {
  const name = attributeName(scopes.tree, part);
  return name === undefined ? undefined : select(scopes, value, name, fuel);
}

function select(
  scopes: Scopes,
  value: Expression | Attributes,
  name: string,
  fuel: Fuel,
): Expression | Attributes | undefined {
  const attributes = isAttributes(value) ? value : literalSet(scopes, value, fuel);
  const member = attributes?.members.get(name);
  if (member === undefined) return undefined;
  if (member.kind === "value") return member.value;
  if (member.inherit.from !== undefined) {
    return fuel.left-- > 0 ? select(scopes, member.inherit.from, name, fuel) : undefined;
  }
  const outer = inherited(scopes.resolutions[member.name.index] ?? { kind: "undefined" });
  return outer.kind === "let" || outer.kind === "rec" ? (outer.value ?? outer.attributes) : undefined;
}

/** The attributes of what the expression stands for, when that is a literal set. */
function literalSet(scopes: Scopes, expression: Expression, fuel: Fuel): Attributes | undefined {
  const target = followWith(scopes, expression, fuel);
  if (target.kind === "identifier") {
    const resolution = inherited(resolveIdentifier(scopes, target));
    return resolution.kind === "let" || resolution.kind === "rec" ? resolution.attributes : undefined;
  }
  if (target.kind === "select") {
    const found = memberOf(scopes, target, fuel);
    return found !== undefined && isAttributes(found) ? found : undefined;
  }
  return attributesOf(scopes.sets, target);
}

function stringWith(scopes: Scopes, expression: Expression, fuel: Fuel): string | undefined {
  if (fuel.left-- <= 0) return undefined;
  const target = followWith(scopes, expression, fuel);
  if (target.kind === "binary" && target.operator === "+")
    return joined(scopes, [target.left, target.right], fuel);
  if (target.kind === "string" || target.kind === "indented-string") {
    return joined(scopes, stringParts(scopes.tree, target), fuel);
  }
  return staticString(scopes.tree, target);
}

function joined(scopes: Scopes, parts: readonly (string | Expression)[], fuel: Fuel): string | undefined {
  let text = "";
  for (const part of parts) {
    const value = typeof part === "string" ? part : stringWith(scopes, part, fuel);
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}
