/** Hand-written fixed-output derivations and the shell lines they run. Those of known fetchers are not among them. */

import { applied } from "../lib/nix/syntax/application.ts";
import { attributeName } from "../lib/nix/syntax/literal.ts";
import { peel } from "../lib/nix/syntax/parenthesized.ts";
import type { AttributeSet, Expression, Node } from "../lib/nix/syntax/tree.ts";
import { attributesOfSet } from "./attributes.ts";
import type { NixFile } from "./nix-file.ts";
import { callOfSet } from "./standing.ts";

export type ScriptLine = { readonly text: string; readonly start: number; readonly end: number };

/** The lines of every script of every set that has an `outputHash`, comments left out. */
export function* fixedOutputLines(file: NixFile): Generator<ScriptLine> {
  if (!file.text.includes("outputHash")) return;
  for (const set of file.all("attribute-set")) {
    if (!attributesOfSet(file.scopes, set).known.has("outputHash")) continue;
    for (const script of scriptsOf(file, set)) yield* linesOf(file, script);
  }
}

function* scriptsOf(file: NixFile, set: AttributeSet): Generator<Expression> {
  for (const item of set.bindings) {
    const name = item.kind === "binding" && item.path[0] && attributeName(file.tree, item.path[0]);
    if (item.kind === "binding" && name && isScriptName(name)) yield* textsIn(item.value);
  }
  for (const argument of laterArguments(set)) yield* textsIn(argument);
}

function isScriptName(name: string): boolean {
  return /(?:Phase|Command|Script)$|^(?:pre|post)[A-Z]|^(?:script|args)$/.test(name);
}

/** `runCommand name { outputHash = …; } ''script''`. */
function laterArguments(set: AttributeSet): readonly Expression[] {
  let call: Node | undefined = callOfSet(set);
  while (call?.parent?.kind === "apply" && call.parent.callee === call) call = call.parent;
  return (
    (call && applied(call)?.arguments.filter((argument) => peel(argument).kind !== "attribute-set")) ?? []
  );
}

function* textsIn(value: Expression): Generator<Expression> {
  const inner = peel(value);
  if (inner.kind === "string" || inner.kind === "indented-string") yield inner;
  else if (inner.kind === "list") for (const item of inner.items) yield* textsOfItem(item);
  else if (inner.kind === "binary" && inner.operator === "+") {
    yield* textsOfItem(inner.left);
    yield* textsOfItem(inner.right);
  }
}

function* textsOfItem(item: Expression): Generator<Expression> {
  if (item.kind === "string" || item.kind === "indented-string") yield item;
}

function* linesOf(file: NixFile, script: Expression): Generator<ScriptLine> {
  const quote = script.kind === "string" ? 1 : 2;
  let start = script.start + quote;
  for (const line of file.text.slice(start, script.end - quote).split("\n")) {
    const code = line.replace(/(^|\s)#.*$/, "$1").trimEnd();
    const indent = code.length - code.trimStart().length;
    if (code.trim() !== "") yield { text: code.trim(), start: start + indent, end: start + code.length };
    start += line.length + 1;
  }
}
