/** How people name a cache or a store to push to, parsed once at the edge. */

import { type Outcome, refuse, succeed } from "../../../workflows/problem.ts";

export type CacheReference = {
  readonly kind: "cachix";
  /** As the user wrote it. */
  readonly text: string;
  readonly name: string;
  /** Root of the API without `/api/v1` and without a slash at the end: `https://cachix.org`. */
  readonly host: string;
};

/** Who does the pushing: our client, `nix copy`, or the real `cachix` program. */
export type PushClient = "cachix" | "nix-copy" | "cachix-cli";

export type StoreReference = {
  readonly kind: "nix-copy";
  /** As the user wrote it: what `nix copy --to` gets. */
  readonly text: string;
  /** For file names and messages: letters, digits and dashes. */
  readonly name: string;
};

export type TargetReference =
  | CacheReference
  | StoreReference
  | (Omit<CacheReference, "kind"> & { readonly kind: "cachix-cli" });

const cacheName = /^[a-z0-9][a-z0-9-]{0,62}$/i;

/** `NAME`, `https://NAME.cachix.org`, or `cachix+http(s)://HOST[:PORT]/NAME` for any other server of the protocol. */
export function parseCacheReference(text: string): Outcome<CacheReference> {
  if (cacheName.test(text)) return succeed({ kind: "cachix", text, name: text, host: "https://cachix.org" });
  const hosted = /^https:\/\/([^./]+)\.cachix\.org\/?$/.exec(text);
  if (hosted?.[1] !== undefined && cacheName.test(hosted[1]))
    return succeed({ kind: "cachix", text, name: hosted[1], host: "https://cachix.org" });
  const other = /^cachix\+(https?:\/\/[^/?#@]+(?:\/[^?#]*)?)\/([^/?#]+)\/?$/.exec(text);
  if (
    other?.[1] !== undefined &&
    other[2] !== undefined &&
    cacheName.test(other[2]) &&
    URL.canParse(other[1])
  )
    return succeed({ kind: "cachix", text, name: other[2], host: other[1] });
  return refuse({
    code: "cache-target",
    severity: "error",
    where: "cache",
    what: `${JSON.stringify(text)} names no cache`,
    fix: "write a Cachix name (my-cache), https://NAME.cachix.org, or cachix+http://HOST/NAME",
  });
}

/** What the store URLs look like that Nix can write to; `https://NAME.cachix.org` is a Cachix and comes first. */
const storeUrl = /^(?:s3|file|https?|ssh-ng|ssh|local|unix|daemon):\/\/\S*$|^\/\S+$/;

/** A cache, or any store URL Nix knows; `auto` goes by the text. Problem: cache-target. */
export function parseTargetReference(
  text: string,
  client: PushClient | "auto" = "auto",
): Outcome<TargetReference> {
  const cache = parseCacheReference(text);
  if (client === "auto" && cache.ok) return cache;
  if (client === "auto" || client === "nix-copy") return parseStoreReference(text);
  if (!cache.ok || client === "cachix") return cache;
  return succeed({ ...cache.value, kind: "cachix-cli" });
}

function parseStoreReference(text: string): Outcome<StoreReference> {
  if (!storeUrl.test(text) || hasPassword(text))
    return refuse({
      code: "cache-target",
      severity: "error",
      where: "cache",
      what: hasPassword(text)
        ? "the store URL carries a password: every user of the machine would read it in the process list"
        : `${JSON.stringify(text)} names no cache and no store`,
      fix: "write a Cachix name, https://NAME.cachix.org, cachix+http://HOST/NAME, or a store URL: s3://, file://, https://, ssh-ng://",
    });
  const name = text.replace(/\?.*$/s, "").replaceAll(/[^A-Za-z0-9]+/g, "-");
  return succeed({ kind: "nix-copy", text, name: name.replaceAll(/^-|-$/g, "").slice(0, 60) || "store" });
}

function hasPassword(text: string): boolean {
  return /^[a-z0-9+-]+:\/\/[^/?#]*:[^/?#]*@/.test(text);
}
