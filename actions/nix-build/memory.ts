/** Where failed derivations are remembered between runs: nowhere, on disk, or in the Actions cache. */

import { resolve } from "node:path";
import type { InputsOf } from "../../workflows/contract/contract.ts";
import type { nixBuild } from "../../workflows/contract/nix-build.ts";
import { type Outcome, succeed } from "../../workflows/problem.ts";
import type { Host } from "../lib/host/host.ts";
import type { KnownFailures } from "../lib/known-failures.ts";
import { readKnownFailures, writeKnownFailures } from "../lib/known-failures-files.ts";
import { readCachedFailures, writeCachedFailures } from "./memory-cache.ts";

export type Memory = {
  /** Undefined: nothing is remembered. */
  readonly known: KnownFailures | undefined;
  /** A cache that does not take it costs no more than the memory. */
  readonly keep: (after: KnownFailures) => Promise<void>;
};

type Inputs = Pick<InputsOf<typeof nixBuild>, "knownFailures" | "memory" | "shard">;

export async function openMemory(inputs: Inputs, host: Host): Promise<Outcome<Memory>> {
  if (inputs.memory === "actions-cache") return succeed(await openCachedMemory(inputs, host));
  if (inputs.knownFailures === "") return succeed({ known: undefined, keep: async () => undefined });
  // `resolve` would drop the slash that says "a folder".
  const slash = inputs.knownFailures.endsWith("/") ? "/" : "";
  const path = `${resolve(host.workspace, inputs.knownFailures)}${slash}`;
  const known = await readKnownFailures(path);
  if (!known.ok) return known;
  return succeed({ known: known.value, keep: (after) => writeKnownFailures(path, known.value, after) });
}

/** One entry for each shard: jobs side by side must not overwrite each other, and an entry is never changed. */
async function openCachedMemory({ knownFailures, shard }: Inputs, host: Host): Promise<Memory> {
  const name = [knownFailures, shard].filter((part) => part !== "").join("-");
  const known = await readCachedFailures(name, host);
  return { known, keep: (after) => writeCachedFailures(name, { before: known, after }, host) };
}
