/** Known failures as an entry of the Actions cache; a cache that does not serve is an empty memory. */

import { type CachedText, readCachedText, writeCachedText } from "../lib/cached-text.ts";
import type { Host } from "../lib/host/host.ts";
import { type KnownFailures, parseKnownFailures, renderKnownFailures } from "../lib/known-failures.ts";

function entryOf(name: string): CachedText {
  return { kind: "known-failures", edition: 1, name };
}

/** An empty memory when there is none, or none that can be read. */
export async function readCachedFailures(name: string, host: Host): Promise<KnownFailures> {
  const found = await readCachedText(entryOf(name), host);
  if (found === undefined) return {};
  const known = parseKnownFailures(found.text, found.key);
  if (known.ok) return known.value;
  host.info(`known-failures: ${known.problems[0]?.what}`);
  return {};
}

type Change = { readonly before: KnownFailures; readonly after: KnownFailures };

/** An entry that would say the same again is not written. */
export async function writeCachedFailures(
  name: string,
  { before, after }: Change,
  host: Host,
): Promise<void> {
  const text = renderKnownFailures(after);
  if (text !== renderKnownFailures(before)) await writeCachedText(entryOf(name), text, host);
}
