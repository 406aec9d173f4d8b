/**
 * How long every attribute took when it was last built, kept in the Actions cache from run to run: what one run does not build,
 * an older one has told. It only makes jobs even: a history that is lost or wrong costs time, and decides nothing.
 */

import * as v from "valibot";
import { type CachedText, readCachedText, writeCachedText } from "../cached-text.ts";
import { parseDocument } from "../document.ts";
import type { Host } from "../host/host.ts";
import type { Measured } from "./timings.ts";

/** What is gone from the package set falls out in the end; at 100 bytes an attribute this is 2 MB before compression. */
const mostAttributes = 20_000;

/** No hosted job is longer than six hours, no build on a runner of one's own than five days. */
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(5 * 24 * 3600));

const historyFile = v.object({
  version: v.literal(1),
  /** Oldest first. */
  built: v.array(v.object({ attr: v.string(), drvPath: v.string(), seconds })),
});

function entryOf(name: string): CachedText {
  return { kind: "build-times", edition: 1, name };
}

/** Empty when there is none, or none that can be read. */
export async function readHistory(name: string, host: Host): Promise<readonly Measured[]> {
  if (name === "") return [];
  const found = await readCachedText(entryOf(name), host);
  if (found === undefined) return [];
  const history = parseHistory(found.text);
  if (history === undefined) host.info(`build-times: ${found.key} cannot be read`);
  return history ?? [];
}

/** Nothing new is not written: an entry would say the same again. */
export async function addToHistory(name: string, measured: readonly Measured[], host: Host): Promise<void> {
  if (name === "" || measured.length === 0) return;
  const built = mergeHistory(await readHistory(name, host), measured);
  await writeCachedText(entryOf(name), `${JSON.stringify({ version: 1, built })}\n`, host);
}

/** One build an attribute, the newest; those not built for the longest time go first when there are too many. */
export function mergeHistory(
  history: readonly Measured[],
  measured: readonly Measured[],
  most: number = mostAttributes,
): readonly Measured[] {
  const byAttribute = new Map<string, Measured>();
  for (const one of [...history, ...measured]) {
    byAttribute.delete(one.attr);
    byAttribute.set(one.attr, one);
  }
  return [...byAttribute.values()].slice(-most);
}

function parseHistory(text: string): readonly Measured[] | undefined {
  const kind = { name: "build times", remake: "nur-ci report" };
  const parsed = parseDocument(historyFile, kind, { text, source: "history" });
  return parsed.ok ? parsed.value.built : undefined;
}
