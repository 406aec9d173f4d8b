/** Where an expression stands: used as a value, a default that may never be used, or nothing but compared and printed. */

import { attributeName } from "../lib/nix/syntax/literal.ts";
import type { Scopes } from "../lib/nix/syntax/scope.ts";
import type {
  Apply,
  AttributeSet,
  Binding,
  Expression,
  Formal,
  Interpolation,
  Node,
} from "../lib/nix/syntax/tree.ts";
import { calleeName } from "./fetch.ts";

export type Standing = {
  readonly role: "used" | "default";
  /** What holds it; undefined for an argument, or a file that is nothing else. */
  readonly holder?: Binding | Formal;
};

/** More nesting between a value and its name than any person writes. */
const highest = 500;

/** Calls that only look at their arguments. */
const lookers =
  /^(?:elem|any|all|filter|toString|toJSON|tryEval|throw|abort|hasPrefix|hasSuffix|hasInfix|is[A-Z]\w*|stringLength|match|compareVersions|assert\w*|require\w*|check\w*|validate\w*|ensure\w*|verify\w*)$/;
/** Calls whose value is their last argument. */
const passers = /^(?:warn\w*|trace\w*|throwIf\w*|seq|deepSeq|id|mkDefault|mkForce|mkOverride)$/;

/** Undefined when the value has no effect there: a condition, a comparison, a part of a text. */
export function standingOf(scopes: Scopes, node: Expression): Standing | undefined {
  let role: Standing["role"] = "used";
  let inner: Node = node;
  for (let step = 0; step < highest; step++) {
    const outer: Node | undefined = inner.parent;
    if (outer === undefined || outer.kind === "file") return { role };
    if (outer.kind === "binding")
      return { role: isOptionDefault(scopes, outer) ? "default" : role, holder: outer };
    if (outer.kind === "formal") return { role: "default", holder: outer };
    if (outer.kind === "select" && outer.default === inner) role = "default";
    else if (outer.kind === "apply") {
      const effect = effectOfCall(scopes, outer, inner);
      if (effect === "argument") return { role };
      if (effect === "none") return undefined;
    } else if (!passesUp(outer, inner)) return undefined;
    inner = outer;
  }
  return undefined;
}

/** The binding whose value is this set, or a selection from it. */
export function bindingOfSet(set: Node): Binding | undefined {
  let inner = set;
  for (let step = 0; step < highest; step++) {
    const outer = inner.parent;
    if (outer?.kind === "binding") return outer;
    const passes =
      outer?.kind === "parenthesized" ||
      (outer?.kind === "select" && outer.target === inner) ||
      (outer?.kind === "binary" && outer.operator === "//");
    if (!passes) return undefined;
    inner = outer;
  }
  return undefined;
}

/** Whether the set is given to a call, through parentheses, `//` and `x: …`; which call. */
export function callOfSet(set: AttributeSet): Apply | undefined {
  let inner: Node = set;
  for (let step = 0; step < highest; step++) {
    const outer: Node | undefined = inner.parent;
    if (outer?.kind === "apply") return outer.argument === inner ? outer : undefined;
    const passes =
      outer?.kind === "parenthesized" ||
      outer?.kind === "lambda" ||
      ((outer?.kind === "let" || outer?.kind === "with") && outer.body === inner) ||
      (outer?.kind === "binary" && outer.operator === "//");
    if (outer === undefined || !passes) return undefined;
    inner = outer;
  }
  return undefined;
}

/** The function at the head of `f a b`. */
export function headOf(call: Apply): Expression {
  let callee: Expression = call;
  while (callee.kind === "apply" || callee.kind === "parenthesized") {
    callee = callee.kind === "apply" ? callee.callee : callee.inner;
  }
  return callee;
}

/** An example of an option, or of a package's tests: it shows, it does not build what users get. */
export function isShown(scopes: Scopes, node: Node): boolean {
  for (let outer: Node | undefined = node; outer !== undefined; outer = outer.parent) {
    if (outer.kind !== "binding") continue;
    const names = outer.path.map((name) => attributeName(scopes.tree, name));
    if (names.includes("tests")) return true;
    if (names.at(-1) === "example" && isInOption(scopes, outer)) return true;
  }
  return false;
}

function isOptionDefault(scopes: Scopes, binding: Binding): boolean {
  const name = binding.path[0];
  return name !== undefined && attributeName(scopes.tree, name) === "default" && isInOption(scopes, binding);
}

function isInOption(scopes: Scopes, binding: Binding): boolean {
  const call = binding.parent?.kind === "attribute-set" ? callOfSet(binding.parent) : undefined;
  return call !== undefined && /^mk\w*Option$/.test(calleeName(scopes, headOf(call)) ?? "");
}

function effectOfCall(scopes: Scopes, call: Apply, argument: Node): "argument" | "passes" | "none" {
  if (call.callee === argument) return "passes";
  const name = calleeName(scopes, headOf(call)) ?? "";
  if (passers.test(name))
    return call.parent?.kind === "apply" && call.parent.callee === call ? "none" : "passes";
  return lookers.test(name) ? "none" : "argument";
}

function passesUp(outer: Node, inner: Node): boolean {
  switch (outer.kind) {
    case "parenthesized":
    case "list":
    case "pipe":
      return true;
    case "let":
    case "with":
    case "assert":
    case "lambda":
      return outer.body === inner;
    case "if":
      return outer.condition !== inner;
    case "binary":
      return outer.operator === "//" || outer.operator === "++";
    case "interpolation":
      return isWholeString(outer);
    case "string":
    case "indented-string":
      return true;
    default:
      return false;
  }
}

/** `"${x}"` is `x`. */
function isWholeString(interpolation: Interpolation): boolean {
  const text = interpolation.parent;
  return (
    text?.kind === "string" && text.start + 1 === interpolation.start && text.end - 1 === interpolation.end
  );
}
