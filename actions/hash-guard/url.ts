/** The URLs of a fetch, followed through names and interpolations as far as the file decides them. */

import { follow, followString } from "../lib/nix/syntax/follow.ts";
import { staticString, stringParts } from "../lib/nix/syntax/literal.ts";
import { peel } from "../lib/nix/syntax/parenthesized.ts";
import type { Scopes } from "../lib/nix/syntax/scope.ts";
import type { Expression } from "../lib/nix/syntax/tree.ts";
import { attributeValue } from "./attributes.ts";
import { attributeNamed, type Fetch } from "./fetch.ts";

export type Url = {
  /** Where it is written in the fetch. */
  readonly node: Expression;
  /** `\u0000` for every part that is not known. */
  readonly text: string;
};

export function urlsOf(scopes: Scopes, fetch: Fetch): readonly Url[] {
  const plain = staticString(scopes.tree, fetch.argument);
  if (plain !== undefined) return [{ node: fetch.argument, text: plain }];
  return ["url", "urls"].flatMap((name) => {
    const value = attributeValue(scopes, attributeNamed(fetch, name));
    if (value === undefined) return [];
    const list = follow(scopes, value);
    const items = list.kind === "list" ? list.items : [value];
    return items.map((node) => ({ node, text: knownText(scopes, node) }));
  });
}

/** The text with what is not decidable left open. */
export function knownText(scopes: Scopes, expression: Expression): string {
  const whole = followString(scopes, expression);
  if (whole !== undefined) return whole;
  const target = follow(scopes, peel(expression));
  if (target.kind !== "string" && target.kind !== "indented-string") return "\u0000";
  return stringParts(scopes.tree, target)
    .map((part) => (typeof part === "string" ? part : (followString(scopes, part) ?? partOf(scopes, part))))
    .join("");
}

/** One level further: `"${base}/x"` where `base` is itself a text with an open part. */
function partOf(scopes: Scopes, expression: Expression): string {
  const target = follow(scopes, peel(expression));
  if (target.kind !== "string") return "\u0000";
  return stringParts(scopes.tree, target)
    .map((part) => (typeof part === "string" ? part : (followString(scopes, part) ?? "\u0000")))
    .join("");
}
