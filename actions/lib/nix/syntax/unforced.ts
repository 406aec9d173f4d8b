/** Bindings that nothing ever evaluates: checks a `let` computes and never reads. */

import type { Resolution } from "./resolution.ts";
import type { Binding, Let, Node } from "./tree.ts";

type Resolutions = readonly (Resolution | undefined)[];

export type UnforcedBinding = { readonly let: Let; readonly binding: Binding };

/**
 * Bindings of a `let` that its body does not reach, not even through other bindings. Nix is lazy: their values are never
 * evaluated. What an `inherit` of the `let` gives is not counted.
 */
export function findUnforced(nodes: readonly Node[], resolutions: Resolutions): readonly UnforcedBinding[] {
  const owners = bindingsOfLets(nodes);
  const readers = readsByOwner(nodes, resolutions, owners);
  const reached = new Set<Binding | undefined>([undefined]);
  const waiting: (Binding | undefined)[] = [undefined];
  while (waiting.length > 0) {
    for (const target of readers.get(waiting.pop()) ?? []) {
      if (reached.has(target)) continue;
      reached.add(target);
      waiting.push(target);
    }
  }
  const unforced: UnforcedBinding[] = [];
  for (const node of nodes) {
    if (node.kind !== "let") continue;
    for (const binding of node.bindings) {
      if (binding.kind === "binding" && !reached.has(binding)) unforced.push({ let: node, binding });
    }
  }
  return unforced;
}

/** For every node, by index, the innermost binding of a `let` around it; undefined when there is none. */
function bindingsOfLets(nodes: readonly Node[]): readonly (Binding | undefined)[] {
  const owners: (Binding | undefined)[] = new Array(nodes.length);
  for (const node of nodes) {
    const { parent } = node;
    const own = node.kind === "binding" && parent?.kind === "let" ? node : undefined;
    owners[node.index] = own ?? (parent === undefined ? undefined : owners[parent.index]);
  }
  return owners;
}

/** What each binding of a `let` reads; under undefined, what is read outside all of them. */
function readsByOwner(
  nodes: readonly Node[],
  resolutions: Resolutions,
  owners: readonly (Binding | undefined)[],
): ReadonlyMap<Binding | undefined, readonly Binding[]> {
  const reads = new Map<Binding | undefined, Binding[]>();
  for (const node of nodes) {
    const resolution = resolutions[node.index];
    if (resolution?.kind !== "let") continue;
    const owner = owners[node.index];
    const list = reads.get(owner) ?? [];
    reads.set(owner, list);
    for (const binding of resolution.bindings) list.push(binding);
  }
  return reads;
}
