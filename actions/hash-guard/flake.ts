/** What flake.nix declares and flake.lock pins, as far as two files side by side must agree. */

import { attributeName, staticString } from "../lib/nix/syntax/literal.ts";
import type { AttributeSet, Binding, Lambda } from "../lib/nix/syntax/tree.ts";
import type { NixFile } from "./nix-file.ts";

/** An input and where it is declared. */
export type FlakeInput = { readonly name: string; readonly start: number; readonly end: number };

/** The inputs of a flake.nix that need an entry in the lock file; undefined when the file does not show them. */
export function declaredInputs(file: NixFile): readonly FlakeInput[] | undefined {
  const flake = file.tree.root.body;
  if (flake.kind !== "attribute-set") return undefined;
  const inputs = new Map<string, FlakeInput>();
  for (const item of flake.bindings) {
    if (item.kind !== "binding") continue;
    const path = item.path.map((name) => attributeName(file.tree, name));
    if (path[0] === "inputs") addDeclared(file, inputs, { binding: item, path });
    if (path[0] === "outputs" && item.value.kind === "lambda") addImplied(inputs, item.value);
  }
  return [...inputs.values()];
}

type Declared = { readonly binding: Binding; readonly path: readonly (string | undefined)[] };

function addDeclared(file: NixFile, inputs: Map<string, FlakeInput>, { binding, path }: Declared): void {
  if (path.length === 1 && binding.value.kind === "attribute-set") {
    for (const [name, item] of bindingsOf(file, binding.value)) add(inputs, name, item);
  } else if (path[1] !== undefined) add(inputs, path[1], binding);
}

/** `outputs = { self, nixpkgs }:` takes `nixpkgs` from the registry when no input declares it. */
function addImplied(inputs: Map<string, FlakeInput>, outputs: Lambda): void {
  for (const formal of outputs.formals?.formals ?? []) {
    if (formal.kind !== "formal" || formal.default !== undefined || formal.name.name === "self") continue;
    if (!inputs.has(formal.name.name)) add(inputs, formal.name.name, formal);
  }
}

function* bindingsOf(file: NixFile, set: AttributeSet): Generator<readonly [string, Binding]> {
  for (const item of set.bindings) {
    const first = item.kind === "binding" ? item.path[0] : undefined;
    const name = first && attributeName(file.tree, first);
    if (item.kind === "binding" && name !== undefined && staticString(file.tree, item.value) !== "")
      yield [name, item];
  }
}

function add(
  inputs: Map<string, FlakeInput>,
  name: string,
  { start, end }: { start: number; end: number },
): void {
  if (!inputs.has(name)) inputs.set(name, { name, start, end });
}
