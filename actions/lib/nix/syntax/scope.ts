/** What every identifier of a file refers to. It follows names, not values; follow.ts follows values. */

import {
  type Attributes,
  attributesOf,
  isAttributes,
  type Member,
  type MergedSets,
  mergeSets,
  type SetLike,
} from "./attributes.ts";
import { isBuiltin } from "./builtin.ts";
import type { Fault } from "./fault.ts";
import type { BoundResolution, Resolution, WithResolution } from "./resolution.ts";
import { duplicateFormal, undefinedVariable } from "./scope-fault.ts";
import type { Expression, Identifier, Inherit, Lambda, Name, Node, Tree, With } from "./tree.ts";
import { findUnforced, type UnforcedBinding } from "./unforced.ts";

export type { Resolution, UnforcedBinding };

export type Scopes = {
  readonly tree: Tree;
  readonly sets: MergedSets;
  /** By `index` of an identifier, or of a name in `inherit name;`. */
  readonly resolutions: readonly (Resolution | undefined)[];
  /** Duplicates, dynamic names where none may be, and undefined variables. */
  readonly faults: readonly Fault[];
};

const builtin: Resolution = { kind: "builtin" };
const unknown: Resolution = { kind: "undefined" };

/** What is still to visit: nodes, and the ends and beginnings of scopes between them. */
type Task = Node | { readonly leave: number } | { readonly enter: With } | { readonly leaveWith: true };

type Resolver = {
  readonly tree: Tree;
  readonly sets: MergedSets;
  readonly resolutions: (Resolution | undefined)[];
  readonly faults: Fault[];
  /** What each name is bound to here; `shadowed` is what it was outside, to be put back. */
  readonly bound: Map<string, Resolution | undefined>;
  readonly shadowed: { readonly name: string; readonly outer: Resolution | undefined }[];
  within: WithResolution | undefined;
  readonly tasks: Task[];
};

export function resolve(tree: Tree): Scopes {
  const sets = mergeSets(tree);
  const resolver: Resolver = {
    tree,
    sets,
    resolutions: new Array(tree.nodes.length),
    faults: [...sets.faults],
    bound: new Map(),
    shadowed: [],
    within: undefined,
    tasks: [tree.root.body],
  };
  for (let task = resolver.tasks.pop(); task !== undefined; task = resolver.tasks.pop()) {
    if ("kind" in task) visit(resolver, task);
    else if ("leave" in task) leave(resolver, task.leave);
    else if ("enter" in task) resolver.within = { kind: "with", with: task.enter, outer: resolver.within };
    else resolver.within = resolver.within?.outer;
  }
  return { tree, sets, resolutions: resolver.resolutions, faults: resolver.faults };
}

/** What an identifier, or the name in `inherit name;`, refers to. */
export function resolveIdentifier(scopes: Scopes, node: Identifier | Name): Resolution {
  return scopes.resolutions[node.index] ?? unknown;
}

/** Bindings of a `let` that its body does not reach, not even through other bindings: Nix never evaluates them. */
export function unforcedBindings({ tree, resolutions }: Scopes): readonly UnforcedBinding[] {
  return findUnforced(tree.nodes, resolutions);
}

function visit(resolver: Resolver, node: Node): void {
  const { tasks } = resolver;
  switch (node.kind) {
    case "identifier":
      read(resolver, node.name, node);
      break;
    case "lambda":
      visitLambda(resolver, node);
      break;
    case "let":
      visitSet(resolver, node, node.body);
      break;
    case "attribute-set":
    case "legacy-let":
      visitSet(resolver, node);
      break;
    case "with":
      tasks.push({ leaveWith: true }, node.body, { enter: node }, node.namespace);
      break;
    case "inherit":
      visitInherit(resolver, node);
      break;
    default:
      visitChildren(resolver, node);
  }
}

/** Most nodes have no children: a variable is read at once, and nothing else without children reads any. */
function visitChildren(resolver: Resolver, node: Node): void {
  const { tree, tasks } = resolver;
  for (let index = node.index + 1; index <= node.last; ) {
    const child = tree.nodes[index] as Node;
    if (child.last !== index) tasks.push(child);
    else if (child.kind === "identifier") read(resolver, child.name, child);
    index = child.last + 1;
  }
}

function read(resolver: Resolver, name: string, node: Node): Resolution {
  const found = resolver.bound.get(name) ?? (isBuiltin(name) ? builtin : (resolver.within ?? unknown));
  resolver.resolutions[node.index] = found;
  if (found === unknown) resolver.faults.push(undefinedVariable(name, node));
  return found;
}

function bind(resolver: Resolver, name: string, resolution: Resolution): void {
  resolver.shadowed.push({ name, outer: resolver.bound.get(name) });
  resolver.bound.set(name, resolution);
}

function leave({ bound, shadowed }: Resolver, mark: number): void {
  while (shadowed.length > mark) {
    const last = shadowed.pop();
    if (last !== undefined) bound.set(last.name, last.outer);
  }
}

function visitLambda(resolver: Resolver, lambda: Lambda): void {
  const { tasks } = resolver;
  const { parameter, formals, body } = lambda;
  tasks.push({ leave: resolver.shadowed.length }, body);
  const seen = new Map<string, Name>();
  if (parameter !== undefined) {
    bind(resolver, parameter.name, { kind: "parameter", name: parameter.name, lambda });
    seen.set(parameter.name, parameter);
  }
  for (const formal of formals?.formals ?? []) {
    if (formal.kind === "error") {
      tasks.push(formal);
      continue;
    }
    const { name } = formal.name;
    const earlier = seen.get(name);
    if (earlier === undefined) seen.set(name, formal.name);
    else resolver.faults.push(duplicateFormal(name, earlier, formal.name));
    bind(resolver, name, { kind: "formal", name, formal, lambda });
    if (formal.default !== undefined) tasks.push(formal.default);
  }
}

function visitSet(resolver: Resolver, node: SetLike, body?: Expression): void {
  const attributes = resolver.sets.byNode.get(node);
  if (attributes === undefined) visitChildren(resolver, node);
  else visitAttributes(resolver, attributes, node.kind === "let" ? "let" : "rec", body);
}

/** Nix reads plain `inherit`s outside the set, everything else inside it when it is recursive. */
function visitAttributes(
  resolver: Resolver,
  outermost: Attributes,
  kind: "let" | "rec",
  body?: Expression,
): void {
  const { tasks } = resolver;
  const waiting: Attributes[] = [outermost];
  const mark = resolver.shadowed.length;
  if (outermost.recursive) tasks.push({ leave: mark });
  if (body !== undefined) tasks.push(body);
  for (let attributes = waiting.pop(); attributes !== undefined; attributes = waiting.pop()) {
    // Sets made of paths are never recursive: only the outermost one binds names.
    const binds = attributes === outermost && outermost.recursive;
    const names = readInherits(resolver, attributes, binds ? kind : undefined);
    for (const [name, resolution] of names) bind(resolver, name, resolution);
    for (const member of attributes.members.values()) if (member.kind === "value") later(member.value);
    for (const { name, value } of attributes.dynamic) {
      tasks.push(name);
      later(value);
    }
    for (const source of attributes.sources) tasks.push(source);
    for (const stray of attributes.strays) tasks.push(stray);
    for (const absorbed of attributes.absorbed) waiting.push(absorbed);
  }

  function later(value: Expression | Attributes): void {
    if (isAttributes(value)) waiting.push(value);
    else tasks.push(value);
  }
}

/** Resolves what the set inherits; gives what its names stand for when it binds them. */
function readInherits(
  resolver: Resolver,
  attributes: Attributes,
  kind: "let" | "rec" | undefined,
): readonly (readonly [string, Resolution])[] {
  const names: [string, Resolution][] = [];
  for (const [name, member] of attributes.members) {
    if (member.kind === "inherit") {
      const { inherit } = member;
      const outer = inherit.from === undefined ? read(resolver, name, member.name) : undefined;
      if (kind !== undefined)
        names.push([name, { kind: "inherit", name, inherit, from: inherit.from, outer }]);
    } else if (kind !== undefined) names.push([name, aBound(resolver, kind, { name, ...member })]);
  }
  return names;
}

type ValueMember = Extract<Member, { kind: "value" }>;

function aBound(
  { sets }: Resolver,
  kind: "let" | "rec",
  { name, bindings, value }: ValueMember & { readonly name: string },
): BoundResolution {
  if (isAttributes(value)) return { kind, name, bindings, value: undefined, attributes: value };
  const whole = bindings.length === 1;
  const attributes = whole ? undefined : attributesOf(sets, value);
  return { kind, name, bindings, value: whole ? value : undefined, attributes };
}

/** An `inherit` of a simple set, or one that a fault left without a place. */
function visitInherit(resolver: Resolver, inherit: Inherit): void {
  if (inherit.from !== undefined) {
    visitChildren(resolver, inherit);
    return;
  }
  for (const name of inherit.names) {
    if (name.kind === "name") read(resolver, name.name, name);
    else resolver.tasks.push(name);
  }
}
