/** What the name that a value is bound to says of a hash. It looks at names only, never at values. */

import type { HashAlgorithm } from "../lib/nix/hash.ts";
import { isHashName } from "../lib/nix/hash-names.ts";
import { attributeName } from "../lib/nix/syntax/literal.ts";
import type { Scopes } from "../lib/nix/syntax/scope.ts";
import type { Binding, Formal } from "../lib/nix/syntax/tree.ts";
import { bindingOfSet } from "./standing.ts";

/** Names that say themselves that no real hash is behind them: definitions, not uses. */
const admitted = /^(?:fake|dummy|empty|zero|null|no|invalid|bogus|placeholder|stub)(?=[A-Z0-9_-]|s?$)/;

export function isAdmitted(name: string): boolean {
  return admitted.test(name);
}

/** `sha256` of `sha256 = …` and `cargoSha256 = …`; undefined for `hash`. */
export function algorithmOfName(name: string): HashAlgorithm | undefined {
  const algorithm = /(sha1|sha256|sha512|md5)s?$/i.exec(name)?.[1];
  return algorithm?.toLowerCase() as HashAlgorithm | undefined;
}

/** The last static name of what holds a value. */
export function nameOf(scopes: Scopes, holder: Binding | Formal): string | undefined {
  if (holder.kind === "formal") return holder.name.name;
  const last = holder.path.at(-1);
  return last && attributeName(scopes.tree, last);
}

/** The name that says a value is a hash: its own, `outputHashes."x-1.0"`, or that of the table it stands in. */
export function hashNameOf(scopes: Scopes, holder: Binding | Formal): string | undefined {
  const own = nameOf(scopes, holder);
  if (own !== undefined && isHashName(own)) return own;
  if (holder.kind === "formal") return undefined;
  const names = holder.path.map((name) => attributeName(scopes.tree, name));
  const inPath = names.findLast((name) => name !== undefined && isHashName(name));
  if (inPath !== undefined || holder.parent?.kind !== "attribute-set") return inPath;
  const table = bindingOfSet(holder.parent);
  const name = table && nameOf(scopes, table);
  return name !== undefined && isHashName(name) ? name : undefined;
}
