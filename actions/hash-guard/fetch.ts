/** Calls that fetch: which fetcher, with which attributes, and what source they name. It fetches nothing. */

import { applied } from "../lib/nix/syntax/application.ts";
import { attributeName, staticString } from "../lib/nix/syntax/literal.ts";
import { resolveIdentifier, type Scopes } from "../lib/nix/syntax/scope.ts";
import type { Apply, Expression, Node, NodeKind, NodeOf } from "../lib/nix/syntax/tree.ts";
import {
  type Attribute,
  type Attributes,
  attributesOf,
  attributesOfSet,
  attributeText,
} from "./attributes.ts";
import { type Fetcher, fetchers, hashAttributes, tables } from "./fetchers.ts";

export type Fetch = {
  /** Last part of the callee's name: `fetchFromGitHub`. */
  readonly name: string;
  readonly fetcher: Fetcher;
  /** The function is one of the language: `builtins.fetchTarball`. */
  readonly builtin: boolean;
  /** The file defines a function of that name itself; what it takes is not known. */
  readonly custom: boolean;
  readonly call: Node;
  /** The function; the set itself when it is only a table that a fetcher will read. */
  readonly callee: Expression;
  readonly argument: Expression;
  /** Undefined when the file does not show them. */
  readonly attributes: Attributes | undefined;
};

export type Syntax = {
  readonly scopes: Scopes;
  readonly all: <Kind extends NodeKind>(kind: Kind) => readonly NodeOf<Kind>[];
};

export function findFetches(syntax: Syntax): readonly Fetch[] {
  const calls = findCalls(syntax);
  const given = new Set(
    calls.flatMap(({ attributes }) => [...(attributes?.known.values() ?? [])].map(({ node }) => node.index)),
  );
  return [...calls, ...findTables(syntax, given)];
}

function findCalls({ scopes, all }: Syntax): readonly Fetch[] {
  const found: Fetch[] = [];
  for (const kind of ["apply", "pipe"] as const) {
    for (const call of all(kind)) {
      if (call.kind === "apply" && !mayFetch(scopes, call)) continue;
      const application = applied(call);
      const argument = application?.arguments[0];
      if (application === undefined || argument === undefined) continue;
      const name = calleeName(scopes, application.callee);
      const builtin = isBuiltin(scopes, application.callee, name);
      const fetcher = name === undefined ? undefined : fetchers.get(builtin ? `builtins.${name}` : name);
      if (name === undefined || fetcher === undefined) continue;
      const { callee } = application;
      const attributes = attributesOf(scopes, argument);
      found.push({
        name,
        fetcher,
        builtin,
        custom: isOwn(scopes, callee),
        call,
        callee,
        argument,
        attributes,
      });
    }
  }
  return found;
}

/** Most calls are of something else, and the name of what they call shows it; parentheses and pipes show nothing. */
function mayFetch(scopes: Scopes, call: Apply): boolean {
  // One with more arguments comes too, and is walked through once.
  if (call.parent?.kind === "apply" && call.parent.callee === call) return false;
  let callee = call.callee;
  while (callee.kind === "apply") callee = callee.callee;
  if (callee.kind !== "identifier" && callee.kind !== "select") return true;
  const name = calleeName(scopes, callee);
  return name !== undefined && fetcherNames.has(name);
}

const fetcherNames: ReadonlySet<string> = new Set(
  [...fetchers.keys()].map((name) => name.replace("builtins.", "")),
);

/** `{ url = …; hash = …; }` and `{ rev = …; hash = …; }` that no fetch of this file is seen to take. */
function* findTables({ scopes, all }: Syntax, given: ReadonlySet<number>): Generator<Fetch> {
  for (const set of all("attribute-set")) {
    if (set.bindings.length < 2) continue;
    const attributes = attributesOfSet(scopes, set);
    const { known } = attributes;
    if (!hashAttributes.some((name) => known.has(name))) continue;
    const kind = known.has("rev") || known.has("tag") ? "repository" : known.has("url") ? "url" : undefined;
    if (kind === undefined || [...known.values()].some(({ node }) => given.has(node.index))) continue;
    const common = { builtin: false, custom: true, call: set, callee: set, argument: set };
    yield { name: "source", fetcher: tables[kind], ...common, attributes };
  }
}

/** `x` of `x`, `a.b.x` and `(import a { }).x`. */
export function calleeName(scopes: Scopes, callee: Expression): string | undefined {
  if (callee.kind === "identifier") return callee.name;
  const last = callee.kind === "select" && callee.default === undefined ? callee.path.at(-1) : undefined;
  return last && attributeName(scopes.tree, last);
}

export function textOfAttribute(
  scopes: Scopes,
  fetch: Fetch,
  ...names: readonly string[]
): string | undefined {
  return attributeText(scopes, attributeNamed(fetch, ...names));
}

export function attributeNamed(fetch: Fetch, ...names: readonly string[]): Attribute | undefined {
  for (const name of names) {
    const attribute = fetch.attributes?.known.get(name);
    if (attribute !== undefined) return attribute;
  }
  return undefined;
}

/** The attributes that give it its hash. */
export function hashAttributesOf(fetch: Fetch): readonly Attribute[] {
  return hashAttributes
    .map((name) => fetch.attributes?.known.get(name))
    .filter((attribute) => attribute !== undefined);
}

/** The single string given instead of attributes: `builtins.fetchTarball "https://…"`. */
export function plainArgument(scopes: Scopes, fetch: Fetch): string | undefined {
  return staticString(scopes.tree, fetch.argument);
}

function isBuiltin(scopes: Scopes, callee: Expression, name: string | undefined): boolean {
  if (name === undefined) return false;
  if (callee.kind === "identifier") return resolveIdentifier(scopes, callee).kind === "builtin";
  if (callee.kind !== "select" || callee.target.kind !== "identifier" || callee.path.length !== 1)
    return false;
  return callee.target.name === "builtins";
}

function isOwn(scopes: Scopes, callee: Expression): boolean {
  if (callee.kind !== "identifier") return false;
  const resolution = resolveIdentifier(scopes, callee);
  return (resolution.kind === "let" || resolution.kind === "rec") && resolution.value?.kind === "lambda";
}
