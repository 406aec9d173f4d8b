/** Every place of a file where a hash is given: decoded, with its name, its role and its fetch. It judges none of them. */

import { type Hash, parseHash } from "../lib/nix/hash.ts";
import { isHashName, placeholderNames } from "../lib/nix/hash-names.ts";
import { follow } from "../lib/nix/syntax/follow.ts";
import { attributeName, staticString } from "../lib/nix/syntax/literal.ts";
import { peel } from "../lib/nix/syntax/parenthesized.ts";
import { resolveIdentifier, type Scopes } from "../lib/nix/syntax/scope.ts";
import type { Binding, Expression, Formal, Name } from "../lib/nix/syntax/tree.ts";
import { attributesOfSet, attributeText, attributeValue } from "./attributes.ts";
import { type Fetch, hashAttributesOf, type Syntax } from "./fetch.ts";
import { algorithmOfName, hashNameOf, isAdmitted, nameOf } from "./hash-name.ts";
import { isMadeUp } from "./hash-verdict.ts";
import { bindingOfSet, callOfSet, isShown, type Standing, standingOf } from "./standing.ts";

export type HashSite = {
  /** The string, or the name of a placeholder. */
  readonly node: Expression;
  /** `vendorHash`; undefined for a whole SRI text without such a name. */
  readonly attribute: string | undefined;
  readonly role: Standing["role"];
  /** In an example or in `tests`. */
  readonly shown: boolean;
  /** What the string says; undefined for a placeholder by name. */
  readonly text: string | undefined;
  readonly hash: Hash | undefined;
  /** No hash function gives it. */
  readonly madeUp: boolean;
  /** Neither the text nor its name says which algorithm; `hash` assumes it from the length. */
  readonly bare: boolean;
  readonly fetch: Fetch | undefined;
  readonly holder: Holder | undefined;
  /** The set it stands in is given to a call. */
  readonly inCall: boolean;
};

type Holder = Binding | Formal | Name;
type Finder = Syntax & { readonly fetchOf: ReadonlyMap<number, Fetch> };

export function findHashes(syntax: Syntax, fetches: readonly Fetch[]): readonly HashSite[] {
  const fetchOf = new Map<number, Fetch>();
  for (const fetch of fetches) {
    for (const { node } of hashAttributesOf(fetch)) fetchOf.set(node.index, fetch);
  }
  const finder = { ...syntax, fetchOf };
  const sites = new Map<number, HashSite>();
  const add = (site: HashSite | undefined): void => {
    if (site !== undefined) sites.set(site.node.index, joined(sites.get(site.node.index), site));
  };
  for (const node of placeholdersByName(syntax)) add(siteAt(finder, node));
  for (const node of stringsThatMayBeHashes(syntax)) add(siteAt(finder, node));
  for (const [holder, value] of namedValues(syntax)) add(siteBehind(finder, holder, value));
  return [...sites.values()].sort((a, b) => a.node.index - b.node.index);
}

/** The same hash seen where it is written and where it is used: the use knows the fetch. */
function joined(known: HashSite | undefined, site: HashSite): HashSite {
  if (known === undefined) return site;
  return { ...known, fetch: known.fetch ?? site.fetch, inCall: known.inCall || site.inCall };
}

/** A hash or placeholder where it is written. */
function siteAt(finder: Finder, node: Expression): HashSite | undefined {
  const standing = standingOf(finder.scopes, node);
  if (standing === undefined) return undefined;
  const { holder } = standing;
  if (holder !== undefined && isDefinition(finder.scopes, holder)) return undefined;
  const attribute = holder && hashNameOf(finder.scopes, holder);
  if (attribute === undefined && holder?.parent !== undefined && isLet(holder.parent.kind)) return undefined;
  return site(finder, { node, attribute, holder, role: standing.role });
}

/** `fakeHash = …`, `fakes = { sha256 = …; }`. */
function isDefinition(scopes: Scopes, holder: Binding | Formal): boolean {
  const table = holder.parent?.kind === "attribute-set" ? bindingOfSet(holder.parent) : undefined;
  return [holder, table].some((named) => isAdmitted((named && nameOf(scopes, named)) ?? ""));
}

/** A hash or placeholder that a name leads to. */
function siteBehind(finder: Finder, holder: Binding | Name, value: Expression): HashSite | undefined {
  const { scopes } = finder;
  const target = follow(scopes, value);
  const standing = standingOf(scopes, value);
  const role = holder.kind === "name" ? "used" : standing?.role;
  const attribute = holder.kind === "name" ? holder.name : hashNameOf(scopes, holder);
  if (role === undefined) return undefined;
  if (target.kind === "string" || target.kind === "indented-string")
    return site(finder, { node: target, attribute, holder, role });
  const named = target !== value && isPlaceholderName(scopes, target);
  return named ? site(finder, { node: value, attribute, holder, role }) : undefined;
}

function site(
  { scopes, fetchOf }: Finder,
  found: Pick<HashSite, "node" | "attribute" | "role" | "holder">,
): HashSite | undefined {
  const { node, attribute, holder } = found;
  const text =
    node.kind === "string" || node.kind === "indented-string" ? staticString(scopes.tree, node) : undefined;
  const isText = text !== undefined;
  const named = isText && /^(?:md5|sha1|sha256|sha512)[-:]/.test(text);
  const assumed = algorithmOfName(attribute ?? "") ?? siblingAlgorithm(scopes, holder);
  const hash = isText ? parseHash(text, assumed ?? algorithmOfLength(text)) : undefined;
  if (isText && attribute === undefined && !(named && (hash !== undefined || isOneCharacter(text))))
    return undefined;
  if (!isText && (node.kind === "string" || node.kind === "indented-string")) return undefined;
  const set = holder?.kind === "name" ? holder.parent?.parent : holder?.parent;
  return {
    ...found,
    shown: isShown(scopes, node),
    text,
    hash,
    madeUp: isText && isMadeUp(text, hash),
    bare: isText && !named && assumed === undefined,
    fetch: holder && fetchOf.get(holder.index),
    inCall: set?.kind === "attribute-set" && callOfSet(set) !== undefined,
  };
}

/** `sha256-XXXX…`, whatever its length. */
function isOneCharacter(text: string): boolean {
  return /^\w+[-:](.)\1{19,}=*$/.test(text);
}

function algorithmOfLength(text: string): "sha256" | "sha512" | undefined {
  if (text.length === 52 || text.length === 64) return "sha256";
  return text.length === 103 || text.length === 128 ? "sha512" : undefined;
}

/** `outputHashAlgo = "sha256";` beside `outputHash`. */
function siblingAlgorithm(scopes: Scopes, holder: Holder | undefined): ReturnType<typeof algorithmOfName> {
  const set = holder?.kind === "name" ? holder.parent?.parent : holder?.parent;
  if (set?.kind !== "attribute-set") return undefined;
  const { known } = attributesOfSet(scopes, set);
  const text = attributeText(scopes, known.get("outputHashAlgo") ?? known.get("hashAlgo"));
  return text === undefined ? undefined : algorithmOfName(text);
}

/** `lib.fakeHash`, or `fakeHash` under `with lib;` or `inherit (lib)`; not a name of the file's own. */
function isPlaceholderName(scopes: Scopes, node: Expression): boolean {
  if (node.kind === "identifier") {
    if (!placeholderNames.has(node.name)) return false;
    const { kind } = resolveIdentifier(scopes, node);
    return (kind === "with" || kind === "inherit") && follow(scopes, node).kind !== "string";
  }
  if (node.kind !== "select" || node.default !== undefined) return false;
  const last = node.path.at(-1);
  const name = last && attributeName(scopes.tree, last);
  return name !== undefined && placeholderNames.has(name) && follow(scopes, node).kind !== "string";
}

function* placeholdersByName({ scopes, all }: Syntax): Generator<Expression> {
  for (const node of all("identifier")) if (isPlaceholderName(scopes, node)) yield node;
  for (const node of all("select")) {
    const last = node.path.at(-1);
    if (last?.kind !== "name" || placeholderNames.has(last.name)) {
      if (node.default === undefined && isPlaceholderName(scopes, node)) yield node;
    }
  }
}

function* stringsThatMayBeHashes({ scopes, all }: Syntax): Generator<Expression> {
  for (const kind of ["string", "indented-string"] as const) {
    const quote = kind === "string" ? 1 : 2;
    for (const node of all(kind)) {
      if (node.interpolations.length > 0) continue;
      const body = scopes.tree.text.slice(node.start + quote, node.end - quote);
      if (
        /^(?:md5|sha1|sha256|sha512)[-:]\S{9}|^[A-Za-z0-9+/=]{26,128}$/.test(body) ||
        isNamedHash(scopes, node)
      )
        yield node;
    }
  }
}

function isNamedHash(scopes: Scopes, node: Expression): boolean {
  const holder = node.parent;
  if (holder?.kind !== "binding") return false;
  const name = nameOf(scopes, holder);
  return name !== undefined && isHashName(name);
}

/** Values of hash attributes that are names: `hash = x;`, `inherit hash;`. */
function* namedValues({ scopes, all }: Syntax): Generator<readonly [Binding | Name, Expression]> {
  for (const binding of all("binding")) {
    const value = peel(binding.value);
    if (value.kind !== "identifier" && value.kind !== "select") continue;
    const name = nameOf(scopes, binding);
    if (name !== undefined && isHashName(name) && !isAdmitted(name)) yield [binding, value];
  }
  for (const inherit of all("inherit")) {
    if (inherit.parent?.kind !== "attribute-set") continue;
    for (const node of inherit.names) {
      if (node.kind !== "name" || !isHashName(node.name) || isAdmitted(node.name)) continue;
      const value = attributeValue(scopes, { name: node.name, node, inherit });
      if (value !== undefined) yield [node, value];
    }
  }
}

function isLet(kind: string): boolean {
  return kind === "let" || kind === "legacy-let";
}
