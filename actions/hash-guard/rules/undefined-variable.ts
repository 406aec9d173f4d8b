/** Names that nothing defines; Nix refuses the whole file for one of them. */

import type { Remark } from "../finding.ts";
import type { NixFile } from "../nix-file.ts";
import type { NixRule } from "./rule.ts";

export const undefinedVariable: NixRule = {
  code: "undefined-variable",
  summary: "A name is used that nothing defines.",
  help: [
    "Nix resolves names when it reads a file: one undefined variable anywhere, also in a branch nobody takes, and the",
    "file cannot be imported. Names that a `with` may bring are not meant.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    if (file.tree.faults.length > 0) return;
    const faults = file.faults.filter(({ kind }) => kind === "undefined-variable");
    const byName = Map.groupBy(faults, ({ start, end }) => file.text.slice(start, end));
    for (const [name, [first, ...others]] of byName) {
      if (first === undefined) continue;
      const { start, end, what } = first;
      const more = others.length === 0 ? "" : `, here and ${others.length} times more`;
      yield { start, end, severity: "error", what: `${what}${more}`, fix: fixFor(name) };
    }
  },
};

function fixFor(name: string): string {
  return name === "or"
    ? "give a default to an attribute only: args.x or default; a plain name has none"
    : `define ${name}, add it to the arguments of the function around it, or correct the name`;
}
