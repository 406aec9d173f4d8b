/** Entries of a flake.lock that pin nothing, and lock files that are none. */

import type { Remark, Source } from "../finding.ts";
import { faultOfNode, parseFlakeLock } from "../flake-lock.ts";
import type { Rule } from "./rule.ts";

export const flakeLockUnlocked: Rule & { readonly check: (source: Source) => Iterable<Remark> } = {
  code: "flake-lock-unlocked",
  summary: "An entry of flake.lock pins nothing.",
  help: [
    "An input without `rev` and `narHash`, a registry name, or a folder outside the flake: another machine gets something",
    "else, or nothing. Folders inside the flake (`path:./sub`) are pinned with it and not meant.",
  ].join("\n"),
  *check({ text }: Source): Iterable<Remark> {
    const lock = parseFlakeLock(text);
    if (typeof lock === "string") {
      const fix = "restore it from version control, or write it anew: nix flake lock";
      yield { start: 0, end: 0, severity: "error", what: `flake.lock ${lock}`, fix };
      return;
    }
    for (const [name, node] of Object.entries(lock.nodes)) {
      const fault = name === lock.root ? undefined : faultOfNode(node);
      if (fault === undefined) continue;
      const what = `input ${JSON.stringify(name)} ${fault.reason}`;
      const fix = `point the input at something that can be locked, then: nix flake update ${name}`;
      yield { ...placeOfNode(text, name), severity: fault.severity, what, fix };
    }
  },
};

/** The key of the entry among the nodes: the occurrence that an object follows. */
function placeOfNode(text: string, name: string): { start: number; end: number } {
  const key = JSON.stringify(name);
  for (let start = text.indexOf(key); start >= 0; start = text.indexOf(key, start + 1)) {
    if (/^\s*:\s*\{/.test(text.slice(start + key.length, start + key.length + 40)))
      return { start, end: start + key.length };
  }
  return { start: 0, end: 0 };
}
