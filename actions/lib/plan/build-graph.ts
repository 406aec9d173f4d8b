/** The derivations behind what is to be built, read from the store's `.drv` files. One that is not there has no inputs. */

import { type Derivation, readDerivation } from "../nix/derivation.ts";

export type BuildGraph = ReadonlyMap<string, Derivation>;

/** Open files at once. */
const parallel = 32;

/** All derivations that `roots` are made of, themselves included. */
export async function readBuildGraph(roots: readonly string[]): Promise<BuildGraph> {
  const graph = new Map<string, Derivation>();
  const seen = new Set(roots);
  let wave: readonly string[] = [...seen];
  while (wave.length > 0) {
    const next: string[] = [];
    for (let start = 0; start < wave.length; start += parallel) {
      const paths = wave.slice(start, start + parallel);
      const read = await Promise.all(paths.map(readIfPresent));
      for (const [index, path] of paths.entries()) {
        const derivation = read[index];
        if (derivation === undefined) continue;
        graph.set(path, derivation);
        for (const input of Object.keys(derivation.inputDerivations)) {
          if (seen.has(input)) continue;
          seen.add(input);
          next.push(input);
        }
      }
    }
    wave = next;
  }
  return graph;
}

async function readIfPresent(path: string): Promise<Derivation | undefined> {
  try {
    return await readDerivation(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The outputs that anyone in the graph takes from a derivation other than the roots. */
export function dependencyOutputs(graph: BuildGraph): readonly string[] {
  const paths = new Set<string>();
  for (const { inputDerivations } of graph.values())
    for (const [input, names] of Object.entries(inputDerivations))
      for (const name of names) {
        const path = graph.get(input)?.outputs[name]?.path ?? "";
        if (path !== "") paths.add(path);
      }
  return [...paths];
}

/**
 * Of one root: the derivations that building it builds too. What is at hand ends the search, since its own inputs are
 * not needed; fetches do not count, since to fetch twice costs less than to wait.
 */
export function unbuiltDependencies(
  graph: BuildGraph,
  root: string,
  isAtHand: (storePath: string) => boolean,
): ReadonlySet<string> {
  const unbuilt = new Set<string>();
  const left = [root];
  for (let path = left.pop(); path !== undefined; path = left.pop())
    for (const [input, names] of Object.entries(graph.get(path)?.inputDerivations ?? {})) {
      const outputs = graph.get(input)?.outputs ?? {};
      const ready = names.every((name) => isAtHand(outputs[name]?.path ?? ""));
      if (ready || unbuilt.has(input) || isFetch(graph, input)) continue;
      unbuilt.add(input);
      left.push(input);
    }
  return unbuilt;
}

function isFetch(graph: BuildGraph, path: string): boolean {
  return Object.values(graph.get(path)?.outputs ?? {}).some(({ hash }) => hash !== "");
}
