/** The syntax tree of one Nix file: flat nodes over byte-exact ranges of the text. It holds no values and evaluates nothing. */

import type { Fault } from "./fault.ts";

/** Offsets are UTF-16 units into `Tree.text`, ends are exclusive. White space and comments around a node are outside it. */
type Range = { readonly start: number; readonly end: number };

type Base<Kind extends string> = Range & {
  readonly kind: Kind;
  /** Undefined only for the file itself. */
  readonly parent: Node | undefined;
  /** Place in `Tree.nodes`; the node's descendants are `index + 1 … last`. */
  readonly index: number;
  readonly last: number;
};

export type Tree = {
  readonly text: string;
  readonly root: File;
  /** Every node, in source order, a parent before its children. */
  readonly nodes: readonly Node[];
  readonly comments: readonly Comment[];
  /** What lexer and parser refuse, in source order; `findFaults` adds duplicates and undefined variables. */
  readonly faults: readonly Fault[];
  /** Valid only with `--extra-experimental-features pipe-operators`. */
  readonly usesPipes: boolean;
};

/** `# …` up to the line's end, or a block; the markers are in the range. */
export type Comment = Range & { readonly block: boolean };

export type File = Base<"file"> & { readonly body: Expression };

/** A variable that is read. A name that is given is a `name`. */
export type Identifier = Base<"identifier"> & { readonly name: string };
/** A name that is given: an attribute, a formal, a parameter. In `inherit a;` it also reads the variable `a`. */
export type Name = Base<"name"> & { readonly name: string };

export type Integer = Base<"integer">;
export type Float = Base<"float">;
/** `__curPos`. */
export type CurrentPosition = Base<"current-position">;
/** `https://…` without quotes: a string. */
export type Uri = Base<"uri">;
/** `<nixpkgs/lib>`. */
export type SearchPath = Base<"search-path">;

/** `"…"`; the text is what lies between the interpolations, see `stringParts` and `staticString` of literal.ts. */
export type StringLiteral = Base<"string"> & { readonly interpolations: readonly Interpolation[] };
/** `''…''`. */
export type IndentedString = Base<"indented-string"> & { readonly interpolations: readonly Interpolation[] };
/** `./a`, `/a`, `a/b`, `~/a`, `./${x}/b`. */
export type Path = Base<"path"> & { readonly interpolations: readonly Interpolation[] };
/** `${…}` in a string, in a path, or as an attribute's name. */
export type Interpolation = Base<"interpolation"> & { readonly expression: Expression };

export type List = Base<"list"> & { readonly items: readonly Expression[] };
/** `{ … }` or `rec { … }`. */
export type AttributeSet = Base<"attribute-set"> & {
  readonly recursive: boolean;
  readonly bindings: readonly BindingLike[];
};
/** `let … in …`. */
export type Let = Base<"let"> & { readonly bindings: readonly BindingLike[]; readonly body: Expression };
/** `let { …; body = …; }`. */
export type LegacyLet = Base<"legacy-let"> & { readonly bindings: readonly BindingLike[] };
/** `a.b.c = value;`. */
export type Binding = Base<"binding"> & {
  readonly path: readonly AttributeName[];
  readonly value: Expression;
};
/** `inherit a b;` or `inherit (from) a b;`. */
export type Inherit = Base<"inherit"> & {
  readonly from: Expression | undefined;
  readonly names: readonly (AttributeName | Broken)[];
};

/** `x: …`, `{ a, b ? c, ... }: …`, `x@{ … }: …`, `{ … }@x: …`. */
export type Lambda = Base<"lambda"> & {
  readonly parameter: Name | undefined;
  readonly formals: Formals | undefined;
  readonly body: Expression;
};
export type Formals = Base<"formals"> & {
  readonly formals: readonly (Formal | Broken)[];
  readonly ellipsis: boolean;
};
export type Formal = Base<"formal"> & { readonly name: Name; readonly default: Expression | undefined };

/** One application; `f a b` is `(f a) b`. See `applied` of application.ts. */
export type Apply = Base<"apply"> & { readonly callee: Expression; readonly argument: Expression };
/** `target.a.b` or `target.a.b or default`. */
export type Select = Base<"select"> & {
  readonly target: Expression;
  readonly path: readonly AttributeName[];
  readonly default: Expression | undefined;
};
/** `target ? a.b`. */
export type HasAttribute = Base<"has-attribute"> & {
  readonly target: Expression;
  readonly path: readonly AttributeName[];
};
export type Unary = Base<"unary"> & { readonly operator: UnaryOperator; readonly operand: Expression };
export type Binary = Base<"binary"> & {
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
};
/** `value |> function` or `function <| value`. */
export type Pipe = Base<"pipe"> & {
  readonly operator: PipeOperator;
  readonly left: Expression;
  readonly right: Expression;
};
export type If = Base<"if"> & {
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
};
export type With = Base<"with"> & { readonly namespace: Expression; readonly body: Expression };
export type Assert = Base<"assert"> & { readonly condition: Expression; readonly body: Expression };
export type Parenthesized = Base<"parenthesized"> & { readonly inner: Expression };

/** Text that fits nowhere, with what could still be read in it; empty where something is missing. */
export type Broken = Base<"error"> & { readonly children: readonly Node[] };

export type UnaryOperator = "!" | "-";
export type PipeOperator = "|>" | "<|";
export type BinaryOperator =
  | "->"
  | "||"
  | "&&"
  | "=="
  | "!="
  | "<"
  | ">"
  | "<="
  | ">="
  | "//"
  | "+"
  | "-"
  | "*"
  | "/"
  | "++";

/** `a`, `"a"`, `"a${b}"` or `${a}`; see `attributeName` of literal.ts. */
export type AttributeName = Name | StringLiteral | Interpolation | Broken;
export type BindingLike = Binding | Inherit | Broken;

export type Expression =
  | Identifier
  | Integer
  | Float
  | CurrentPosition
  | Uri
  | SearchPath
  | StringLiteral
  | IndentedString
  | Path
  | List
  | AttributeSet
  | Let
  | LegacyLet
  | Lambda
  | Apply
  | Select
  | HasAttribute
  | Unary
  | Binary
  | Pipe
  | If
  | With
  | Assert
  | Parenthesized
  | Broken;

export type Node = Expression | File | Name | Interpolation | Binding | Inherit | Formals | Formal;
export type NodeKind = Node["kind"];
export type NodeOf<Kind extends NodeKind> = Extract<Node, { readonly kind: Kind }>;

/** The nodes under `from` (the whole file when it is not given) in source order, `from` first. */
export function* walk(tree: Tree, from: Node = tree.root): Generator<Node, void, undefined> {
  for (let index = from.index; index <= from.last; index++) yield tree.nodes[index] as Node;
}

export function childrenOf(tree: Tree, node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let index = node.index + 1; index <= node.last; ) {
    const child = tree.nodes[index] as Node;
    children.push(child);
    index = child.last + 1;
  }
  return children;
}

export function textOf(tree: Tree, node: Range): string {
  return tree.text.slice(node.start, node.end);
}

/** The innermost node that holds the offset. */
export function nodeAt(tree: Tree, offset: number): Node {
  let node: Node = tree.root;
  for (let index = node.index + 1; index <= node.last; ) {
    const child = tree.nodes[index] as Node;
    const inside = child.start <= offset && offset < child.end;
    if (inside) node = child;
    index = inside || child.end > offset ? child.index + 1 : child.last + 1;
    if (child.start > offset) break;
  }
  return node;
}
