/** Checks that never run: a `let` binding nobody reads is never evaluated, whatever it would throw. */

import { attributeName } from "../../lib/nix/syntax/literal.ts";
import { peel } from "../../lib/nix/syntax/parenthesized.ts";
import { unforcedBindings } from "../../lib/nix/syntax/scope.ts";
import type { Binding, Expression } from "../../lib/nix/syntax/tree.ts";
import { calleeName } from "../fetch.ts";
import type { Remark } from "../finding.ts";
import type { NixFile } from "../nix-file.ts";
import { headOf } from "../standing.ts";
import type { NixRule } from "./rule.ts";

export const deadValidator: NixRule = {
  code: "dead-validator",
  summary: "A check is bound to a name nobody reads, so it never runs.",
  help: [
    "Nix is lazy: `let _ = requireRealHash hash; in drv` checks nothing. Write `assert`, `lib.throwIf`, or",
    "`builtins.seq (requireRealHash hash) drv`. Bindings that are merely unused are not meant, unless their name is `_`.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    const checks = checksOf(file);
    if (checks.size === 0) return;
    for (const { binding } of unforcedBindings(file.scopes)) {
      const check = checks.get(binding);
      if (check === undefined) continue;
      const name = binding.path[0] && attributeName(file.tree, binding.path[0]);
      const { start } = binding;
      const end = binding.path.at(-1)?.end ?? start;
      const what = `${JSON.stringify(name)} is never read, so ${check} never runs`;
      const fix = `force it: builtins.seq ${name} (…) around what the let gives, or assert`;
      yield { start, end, severity: "warning", what, fix };
    }
  },
};

/** Bindings of every `let` that would check something, with what they run: few, so that most files need no more work. */
function checksOf(file: NixFile): ReadonlyMap<Binding, string> {
  const checks = new Map<Binding, string>();
  // Every `let` is among the merged sets: nothing has to be walked again.
  for (const set of file.scopes.sets.byNode.keys()) {
    for (const binding of set.kind === "let" ? set.bindings : []) {
      const check = binding.kind === "binding" ? checkOf(file, binding) : undefined;
      if (binding.kind === "binding" && check !== undefined) checks.set(binding, check);
    }
  }
  return checks;
}

const validators = /^(?:require|assert|check|validate|ensure|verify|throwIf|warnIf|guard|must)(?=[A-Z_]|$)/;

/** What would have run; undefined when the binding is only unused. */
function checkOf(file: NixFile, binding: Binding): string | undefined {
  const first = binding.path[0];
  const name = first && attributeName(file.tree, first);
  if (name === undefined || binding.path.length !== 1) return undefined;
  const callee = calleeOf(file, binding.value);
  const inner = peel(binding.value);
  if (inner.kind === "assert") return "its assert";
  if (callee !== undefined && validators.test(callee)) return callee;
  if (!name.startsWith("_")) return undefined;
  if (inner.kind === "if" && calleeOf(file, inner.whenTrue) === "throw") return "its throw";
  return inner.kind === "apply" ? (callee ?? "its call") : undefined;
}

function calleeOf(file: NixFile, value: Expression): string | undefined {
  const inner = peel(value);
  return inner.kind === "apply" ? calleeName(file.scopes, headOf(inner)) : undefined;
}
