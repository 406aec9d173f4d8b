/** Where paths of this store came from, as its database knows: built here, or fetched and signed by whom. */

import type { Nix } from "./command.ts";
import { chunkArguments, findInvalid } from "./store.ts";
import { parseStorePath } from "./store-path.ts";

export type Origin =
  | { readonly kind: "built" }
  /** By the name of its first key: one for each cache. */
  | { readonly kind: "fetched"; readonly signer: string }
  /** Added from a file or by a fetcher of the evaluation: sources, derivations. */
  | { readonly kind: "added" };

/** Of the valid ones among the paths; the others are left out. Throws when the store does not answer. */
export async function queryOrigins(nix: Nix, paths: readonly string[]): Promise<ReadonlyMap<string, Origin>> {
  const invalid = await findInvalid(nix, paths);
  const origins = new Map<string, Origin>();
  for (const chunk of chunkArguments(paths.filter((path) => !invalid.has(path)))) {
    if (chunk.length === 0) continue;
    const { exitCode, stderr, stdout } = await nix("nix", ["path-info", "--sigs", ...chunk]);
    if (exitCode !== 0) throw new Error(`nix path-info --sigs ended by ${exitCode}: ${stderr.trim()}`);
    for (const [path, origin] of parseOrigins(stdout)) origins.set(path, origin);
  }
  return origins;
}

/** Lines of `nix path-info --sigs`: path, then `ultimate`, `ca:…` and `key:signature` in any number. */
export function parseOrigins(text: string): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const line of text.split("\n")) {
    const [path = "", ...marks] = line.trim().split(/\s+/);
    if (parseStorePath(path) !== undefined) origins.set(path, originOf(marks));
  }
  return origins;
}

function originOf(marks: readonly string[]): Origin {
  if (marks.includes("ultimate")) return { kind: "built" };
  const signature = marks.find((mark) => mark.includes(":") && !mark.startsWith("ca:"));
  return signature === undefined
    ? { kind: "added" }
    : { kind: "fetched", signer: signature.slice(0, signature.indexOf(":")) };
}
