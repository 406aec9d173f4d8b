/** What a variable can refer to. */

import type { Attributes } from "./attributes.ts";
import type { Binding, Expression, Formal, Inherit, Lambda, With } from "./tree.ts";

export type Resolution =
  | BoundResolution
  | InheritResolution
  | { readonly kind: "formal"; readonly name: string; readonly formal: Formal; readonly lambda: Lambda }
  /** `x: …` or `x@{ … }: …`. */
  | { readonly kind: "parameter"; readonly name: string; readonly lambda: Lambda }
  | WithResolution
  | { readonly kind: "builtin" }
  | { readonly kind: "undefined" };

/** Bound by `name = …` (or `name.a = …; name.b = …`) of a `let`, a `rec { }` or a `let { }`. */
export type BoundResolution = {
  readonly kind: "let" | "rec";
  readonly name: string;
  /** All that define a part of it: more than one only for sets that Nix merges. */
  readonly bindings: readonly Binding[];
  /** The whole value when one binding gives it. */
  readonly value: Expression | undefined;
  /** The merged set when several bindings, or a longer path, give it. */
  readonly attributes: Attributes | undefined;
};

/** Bound by an `inherit` of a `let`, a `rec { }` or a `let { }`. */
export type InheritResolution = {
  readonly kind: "inherit";
  readonly name: string;
  readonly inherit: Inherit;
  /** `inherit (from) name`. */
  readonly from: Expression | undefined;
  /** What `name` is outside, for `inherit name`. */
  readonly outer: Resolution | undefined;
};

/** Not bound lexically and no builtin, so taken from the innermost `with` that has it; see `withsOf`. */
export type WithResolution = {
  readonly kind: "with";
  readonly with: With;
  readonly outer: WithResolution | undefined;
};

/** The `with` expressions that may give the name, the innermost (which wins) first. */
export function withsOf(resolution: WithResolution): readonly With[] {
  const withs: With[] = [];
  for (let one: WithResolution | undefined = resolution; one !== undefined; one = one.outer)
    withs.push(one.with);
  return withs;
}
