/** The attributes of sets as Nix's parser merges them: `a.b = 1; a = { c = 2; };` is one set. Finds duplicates. */

import type { Fault } from "./fault.ts";
import { attributeName } from "./literal.ts";
import { peel } from "./parenthesized.ts";
import { duplicateAttribute, dynamicAttribute } from "./scope-fault.ts";
import type {
  AttributeName,
  AttributeSet,
  Binding,
  Expression,
  Inherit,
  LegacyLet,
  Let,
  Node,
  Tree,
} from "./tree.ts";

export type SetLike = AttributeSet | LegacyLet | Let;

export type Attributes = {
  readonly recursive: boolean;
  /** By static name. */
  members: Map<string, Member>;
  /** Names and values Nix binds to no static name. */
  readonly dynamic: { readonly name: AttributeName; readonly value: Expression | Attributes }[];
  /** The `from` of every `inherit (from) …`. */
  readonly sources: Expression[];
  /** What a fault left without a place; it still belongs to the scope. */
  readonly strays: Node[];
  /** Sets merged into this one: their members have moved, all else is still theirs. */
  readonly absorbed: Attributes[];
};

export type Member =
  | {
      readonly kind: "value";
      readonly start: number;
      readonly end: number;
      readonly bindings: Binding[];
      /** A set that only paths define (`a.b = …; a.c = …`) has no expression of its own. */
      readonly value: Expression | Attributes;
    }
  | {
      readonly kind: "inherit";
      readonly start: number;
      readonly end: number;
      readonly inherit: Inherit;
      readonly name: AttributeName;
    };

export type MergedSets = {
  readonly tree: Tree;
  /** Every `let`, and the sets that are recursive, merged, faulty or were asked for. */
  readonly byNode: Map<SetLike, Attributes>;
  readonly faults: Fault[];
};

/** Inner sets come before outer ones, so that a set is whole when it is merged into another. */
export function mergeSets(tree: Tree): MergedSets {
  const merger: MergedSets = { tree, byNode: new Map(), faults: [] };
  for (let index = tree.nodes.length - 1; index >= 0; index--) {
    const node = tree.nodes[index] as Node;
    if (node.kind === "let" || node.kind === "legacy-let") merger.byNode.set(node, mergeSet(merger, node));
    else if (node.kind === "attribute-set" && !isSimple(node))
      merger.byNode.set(node, mergeSet(merger, node));
  }
  return merger;
}

export function isAttributes(value: Expression | Attributes): value is Attributes {
  return "members" in value;
}

/** The attributes of a value that is a literal set, or is made of paths; undefined for anything else. */
export function attributesOf(sets: MergedSets, value: Expression | Attributes): Attributes | undefined {
  if (isAttributes(value)) return value;
  const inner = peel(value);
  if (inner.kind !== "attribute-set") return undefined;
  const known = sets.byNode.get(inner);
  if (known !== undefined) return known;
  // A simple set has no faults and no inner sets to merge: it is made when first asked for.
  const made = mergeSet(sets, inner);
  sets.byNode.set(inner, made);
  return made;
}

/** Sets of this many names or fewer are compared by hand. */
const few = 8;

/** A set that binds no variables, whose names are all plain and different: most sets of most files. */
function isSimple(node: AttributeSet): boolean {
  if (node.recursive) return false;
  const [only] = node.bindings;
  if (
    node.bindings.length === 1 &&
    only?.kind === "binding" &&
    only.path.length === 1 &&
    only.path[0]?.kind === "name"
  )
    return true;
  const names: string[] = [];
  for (const binding of node.bindings) {
    if (binding.kind === "error") return false;
    if (binding.kind === "binding" && binding.path.length !== 1) return false;
    for (const name of binding.kind === "binding" ? binding.path : binding.names) {
      if (name.kind !== "name") return false;
      if (names.length < few && names.includes(name.name)) return false;
      names.push(name.name);
    }
  }
  return names.length <= few || new Set(names).size === names.length;
}

function mergeSet(merger: MergedSets, node: SetLike): Attributes {
  const attributes = noAttributes(node.kind !== "attribute-set" || node.recursive);
  for (const binding of node.bindings) {
    if (binding.kind === "binding") addBinding(merger, attributes, binding);
    else if (binding.kind === "inherit") addInherit(merger, attributes, binding);
    else attributes.strays.push(binding);
  }
  if (node.kind === "let") {
    for (const { name } of attributes.dynamic) merger.faults.push(dynamicAttribute(name, "let"));
  }
  return attributes;
}

function noAttributes(recursive: boolean): Attributes {
  return { recursive, members: new Map(), dynamic: [], sources: [], strays: [], absorbed: [] };
}

function addBinding(merger: MergedSets, outermost: Attributes, binding: Binding): void {
  const { path, value } = binding;
  const last = path.length - 1;
  let attributes = outermost;
  for (let place = 0; place < last; place++) {
    const nested = nestedSet(merger, attributes, path[place] as AttributeName, binding);
    if (nested === undefined) {
      outermost.strays.push(binding);
      return;
    }
    attributes = nested;
  }
  const name = path[last] as AttributeName;
  const key = attributeName(merger.tree, name);
  const { start, end } = name;
  if (key === undefined) attributes.dynamic.push({ name, value });
  else addMember(merger, attributes, key, { kind: "value", start, end, bindings: [binding], value });
}

/** The set that `name.…` continues, made when there is none. Undefined when the name is taken by something else. */
function nestedSet(
  merger: MergedSets,
  attributes: Attributes,
  name: AttributeName,
  binding: Binding,
): Attributes | undefined {
  const key = attributeName(merger.tree, name);
  const nested = noAttributes(false);
  if (key === undefined) {
    attributes.dynamic.push({ name, value: nested });
    return nested;
  }
  const { start, end } = name;
  const member = attributes.members.get(key);
  if (member === undefined) {
    attributes.members.set(key, { kind: "value", start, end, bindings: [binding], value: nested });
    return nested;
  }
  const found = member.kind === "value" ? attributesOf(merger, member.value) : undefined;
  if (found === undefined || member.kind !== "value") {
    merger.faults.push(duplicateAttribute(key, member, { start, end }));
    return undefined;
  }
  member.bindings.push(binding);
  return found;
}

function addMember(merger: MergedSets, attributes: Attributes, key: string, member: Member): void {
  const earlier = attributes.members.get(key);
  if (earlier === undefined) {
    attributes.members.set(key, member);
    return;
  }
  const pair = mergeable(merger, attributes, key, earlier, member);
  if (pair !== undefined) mergeAll(merger, pair);
}

type Pair = readonly [into: Attributes, from: Attributes];

/** Two literal sets of one name; anything else is a duplicate, and the second value a stray. */
function mergeable(
  merger: MergedSets,
  attributes: Attributes,
  key: string,
  earlier: Member,
  later: Member,
): Pair | undefined {
  const into = earlier.kind === "value" ? attributesOf(merger, earlier.value) : undefined;
  const from = later.kind === "value" ? attributesOf(merger, later.value) : undefined;
  if (into !== undefined && from !== undefined && earlier.kind === "value" && later.kind === "value") {
    for (const binding of later.bindings) earlier.bindings.push(binding);
    return [into, from];
  }
  merger.faults.push(duplicateAttribute(key, earlier, later));
  if (later.kind === "inherit") attributes.strays.push(later.inherit);
  else for (const binding of later.bindings) attributes.strays.push(binding);
  return undefined;
}

/** Moves every attribute of `from` into `into`. Whether `from` was recursive is forgotten, as Nix forgets it. */
function mergeAll(merger: MergedSets, first: Pair): void {
  const waiting: Pair[] = [first];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [into, from] = pair;
    const [smaller, larger] = bySize(into.members, from.members);
    const intoIsLarger = larger === into.members;
    for (const [key, moved] of smaller) {
      const there = larger.get(key);
      const [earlier, later] = intoIsLarger ? [there, moved] : [moved, there];
      larger.set(key, earlier ?? moved);
      if (there === undefined || earlier === undefined || later === undefined) continue;
      const inner = mergeable(merger, into, key, earlier, later);
      if (inner !== undefined) waiting.push(inner);
    }
    into.members = larger;
    from.members = new Map();
    into.absorbed.push(from);
  }
}

type Members = Attributes["members"];

function bySize(one: Members, other: Members): readonly [smaller: Members, larger: Members] {
  return one.size < other.size ? [one, other] : [other, one];
}

function addInherit(merger: MergedSets, attributes: Attributes, inherit: Inherit): void {
  if (inherit.from !== undefined) attributes.sources.push(inherit.from);
  for (const name of inherit.names) {
    const key = attributeName(merger.tree, name);
    const { start, end } = name;
    if (key === undefined) {
      attributes.strays.push(name);
      if (name.kind !== "error") merger.faults.push(dynamicAttribute(name, "inherit"));
      continue;
    }
    const earlier = attributes.members.get(key);
    if (earlier === undefined) attributes.members.set(key, { kind: "inherit", start, end, inherit, name });
    else merger.faults.push(duplicateAttribute(key, earlier, { start, end }));
  }
}
