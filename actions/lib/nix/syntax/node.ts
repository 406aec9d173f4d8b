/** Makes the nodes the parser has read; `finish` gives them their places. */

import type {
  AttributeName,
  BindingLike,
  Expression,
  Formal,
  Formals,
  Identifier,
  Interpolation,
  Name,
  Node,
} from "./tree.ts";

type Place = {
  readonly start: number;
  readonly end: number;
  readonly parent: undefined;
  readonly index: -1;
  readonly last: -1;
};
type Literal = "integer" | "float" | "current-position" | "uri" | "search-path";

export function anIdentifier(start: number, end: number, name: string): Identifier {
  return { kind: "identifier", start, end, parent: undefined, index: -1, last: -1, name };
}

export function aName(start: number, end: number, name: string): Name {
  return { kind: "name", start, end, parent: undefined, index: -1, last: -1, name };
}

export function aLiteral(kind: Literal, start: number, end: number): Expression {
  return { kind, start, end, parent: undefined, index: -1, last: -1 };
}

export function aString<Kind extends "string" | "indented-string" | "path">(
  kind: Kind,
  start: number,
  end: number,
  interpolations: readonly Interpolation[],
): Place & { readonly kind: Kind; readonly interpolations: readonly Interpolation[] } {
  return { kind, start, end, parent: undefined, index: -1, last: -1, interpolations };
}

export function anInterpolation(start: number, end: number, expression: Expression): Interpolation {
  return { kind: "interpolation", start, end, parent: undefined, index: -1, last: -1, expression };
}

export function aBinding(
  start: number,
  end: number,
  path: readonly AttributeName[],
  value: Expression,
): Node & BindingLike {
  return { kind: "binding", start, end, parent: undefined, index: -1, last: -1, path, value };
}

export function anApplication(callee: Expression, argument: Expression): Expression {
  const { start } = callee;
  return {
    kind: "apply",
    start,
    end: argument.end,
    parent: undefined,
    index: -1,
    last: -1,
    callee,
    argument,
  };
}

/** `target.a.b`, without a default. */
export function aSelect(target: Expression, path: readonly AttributeName[], end: number): Expression {
  const { start } = target;
  return {
    kind: "select",
    start,
    end,
    parent: undefined,
    index: -1,
    last: -1,
    target,
    path,
    default: undefined,
  };
}

export function aSet(
  start: number,
  end: number,
  recursive: boolean,
  bindings: readonly BindingLike[],
): Expression {
  return { kind: "attribute-set", start, end, parent: undefined, index: -1, last: -1, recursive, bindings };
}

export function aLambda(
  start: number,
  parameter: Name | undefined,
  formals: Formals | undefined,
  body: Expression,
): Expression {
  const { end } = body;
  return { kind: "lambda", start, end, parent: undefined, index: -1, last: -1, parameter, formals, body };
}

export function aFormal(name: Name, end: number, value: Expression | undefined): Formal {
  const { start } = name;
  return { kind: "formal", start, end, parent: undefined, index: -1, last: -1, name, default: value };
}

export function parenthesized(start: number, end: number, inner: Expression): Expression {
  return { kind: "parenthesized", start, end, parent: undefined, index: -1, last: -1, inner };
}

/** For the rarer kinds: spreading it costs another object. */
export function unplaced(start: number, end: number): Place {
  return { start, end, parent: undefined, index: -1, last: -1 };
}
