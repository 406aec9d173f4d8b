/** How people name a cache, parsed once at the edge. */

import { type Outcome, refuse, succeed } from "../../../workflows/problem.ts";

export type CacheReference = {
  readonly kind: "cachix";
  /** As the user wrote it. */
  readonly text: string;
  readonly name: string;
  /** Root of the API without `/api/v1` and without a slash at the end: `https://cachix.org`. */
  readonly host: string;
};

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
