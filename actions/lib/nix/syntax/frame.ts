/** What the parser has begun and not ended: its own stack, so that no input can exhaust the machine's. */

import type {
  Apply,
  AttributeName,
  Binary,
  BindingLike,
  Broken,
  Expression,
  Formal,
  Formals,
  Interpolation,
  Name,
  Node,
  Pipe,
  Unary,
} from "./tree.ts";

export const frame = {
  root: 0,
  paren: 1,
  list: 2,
  /** `{ … }`, `rec { … }`, `let … in`, `let { … }`. */
  set: 3,
  binding: 4,
  inherit: 5,
  /** The value of a `let` whose bindings are done. */
  letBody: 6,
  lambda: 7,
  formals: 8,
  formal: 9,
  if: 10,
  with: 11,
  assert: 12,
  unary: 13,
  binary: 14,
  apply: 15,
  selectDefault: 16,
  path: 17,
  string: 18,
  interpolation: 19,
  broken: 20,
} as const;

type Begun<Kind extends keyof typeof frame> = { readonly kind: (typeof frame)[Kind]; readonly start: number };

export type ListFrame = Begun<"list"> & { readonly items: Expression[] };
export type SetFrame = Begun<"set"> & {
  readonly form: "set" | "rec" | "let" | "legacy-let";
  readonly bindings: BindingLike[];
};
export type BindingFrame = Begun<"binding"> & { readonly path: readonly AttributeName[] };
export type InheritFrame = Begun<"inherit"> & {
  from: Expression | undefined;
  awaitsFrom: boolean;
  readonly names: (AttributeName | Broken)[];
};
export type LetBodyFrame = Begun<"letBody"> & { readonly bindings: readonly BindingLike[] };
export type LambdaFrame = Begun<"lambda"> & {
  parameter: Name | undefined;
  formals: Formals | undefined;
};
export type FormalsFrame = Begun<"formals"> & { readonly formals: (Formal | Broken)[]; ellipsis: boolean };
export type FormalFrame = Begun<"formal"> & { readonly name: Name };
export type IfFrame = Begun<"if"> & {
  condition: Expression | undefined;
  whenTrue: Expression | undefined;
};
export type WithFrame = Begun<"with"> & { namespace: Expression | undefined };
export type AssertFrame = Begun<"assert"> & { condition: Expression | undefined };
export type UnaryFrame = Begun<"unary"> & {
  readonly operator: Unary["operator"];
  readonly precedence: number;
};
export type BinaryFrame = Begun<"binary"> & {
  readonly operator: Binary["operator"] | Pipe["operator"];
  readonly precedence: number;
  readonly left: Expression;
};
export type ApplyFrame = Begun<"apply"> & { readonly callee: Apply["callee"] };
export type SelectDefaultFrame = Begun<"selectDefault"> & {
  readonly target: Expression;
  readonly path: readonly AttributeName[];
};
export type PathFrame = Begun<"path"> & {
  readonly of: "select" | "has-attribute" | "binding";
  /** Undefined for a binding. */
  readonly target: Expression | undefined;
  readonly names: AttributeName[];
  awaitsName: boolean;
};
export type StringFrame = Begun<"string"> & {
  readonly form: "string" | "indented-string" | "path";
  readonly interpolations: Interpolation[];
};
export type InterpolationFrame = Begun<"interpolation"> & {
  /** What the constructs outside wait for: nothing inside can end them. */
  readonly awaitedOutside: number[];
};
export type BrokenFrame = Begun<"broken"> & {
  readonly children: Node[];
  /** Among bindings a fault reaches to the next semicolon. */
  readonly awaitsSemicolon: boolean;
};

export type Frame =
  | Begun<"root">
  | Begun<"paren">
  | ListFrame
  | SetFrame
  | BindingFrame
  | InheritFrame
  | LetBodyFrame
  | LambdaFrame
  | FormalsFrame
  | FormalFrame
  | IfFrame
  | WithFrame
  | AssertFrame
  | UnaryFrame
  | BinaryFrame
  | ApplyFrame
  | SelectDefaultFrame
  | PathFrame
  | StringFrame
  | InterpolationFrame
  | BrokenFrame;
