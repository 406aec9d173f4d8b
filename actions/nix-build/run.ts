/** The action nix-build: builds what is asked for, pushes what is done, writes the results, remembers what failed for good. */

import { dirname, join, relative, resolve } from "node:path";
import type { InputsOf } from "../../workflows/contract/contract.ts";
import type { nixBuild } from "../../workflows/contract/nix-build.ts";
import { writeAtomically } from "../lib/atomic-file.ts";
import type { PushEffects } from "../lib/cache/push.ts";
import type { Host } from "../lib/host/host.ts";
import { type Nix, nixCommand } from "../lib/nix/command.ts";
import type { Source } from "../lib/nix/eval.ts";
import { localPath, parseFlakeReference } from "../lib/nix/flake-reference.ts";
import type { ResultsFile } from "../lib/results-file.ts";
import { type BuildOutcome, buildEntries } from "./build-entries.ts";
import { type Delivery, openDelivery } from "./delivery.ts";
import { type Memory, openMemory } from "./memory.ts";
import { type BuildReport, refusal, reportOf } from "./report.ts";
import { restoreDerivations } from "./restore.ts";
import type { Effects as BuildEffects } from "./round.ts";
import { type Selection, selectEntries } from "./select.ts";
import { openStop } from "./stop.ts";

type Inputs = InputsOf<typeof nixBuild>;
type Effects = { readonly build?: BuildEffects; readonly push?: PushEffects };

/** `nix` must not end with the host's signal: after it, the store is asked what is there. */
export async function run(
  inputs: Inputs,
  host: Host,
  nix: Nix = nixCommand(host.environment),
  effects: Effects = {},
): Promise<BuildReport> {
  const stop = openStop(inputs.deadlineMinutes, host.signal);
  try {
    const memory = await openMemory(inputs, host);
    const selection = await selectEntries(inputs, { ...host, signal: stop.signal }, nix);
    const delivery = await openDelivery(inputs, host, nix, effects.push);
    if (!memory.ok || !selection.ok || !delivery.ok)
      return refusal([memory, selection, delivery].flatMap((one) => (one.ok ? [] : one.problems)));
    const parts = { memory: memory.value, selection: selection.value, delivery: delivery.value };
    return await build(inputs, { ...host, signal: stop.signal }, nix, { ...parts, effects: effects.build });
  } finally {
    stop.dispose();
  }
}

type Parts = {
  readonly memory: Memory;
  readonly selection: Selection;
  readonly delivery: Delivery;
  readonly effects: BuildEffects | undefined;
};

async function build(inputs: Inputs, host: Host, nix: Nix, parts: Parts): Promise<BuildReport> {
  const { memory, selection, delivery, effects } = parts;
  const source = selection.file === undefined ? { flake: inputs.flake } : { file: selection.file };
  const restored = await restoreDerivations({ ...source, entries: selection.entries }, host, nix);
  if (!restored.ok) return refusal(restored.problems);
  const folder = sourceFolder(source, host.workspace);
  const outcome = await buildEntries(
    {
      ...{ entries: selection.entries, retryKnown: inputs.retryKnown, ...restored.value },
      ...{ onValid: delivery.add, ...sinceOf(selection, host) },
      ...(memory.known === undefined ? {} : { known: memory.known }),
      ...(folder === undefined ? {} : { folder }),
      ...(effects === undefined ? {} : { effects }),
    },
    nix,
    host,
  );
  return deliver(outcome, host, parts);
}

/** The results are on disk before the last is pushed: whoever kills the job in between loses the push's report only. */
async function deliver(outcome: BuildOutcome, host: Host, parts: Parts): Promise<BuildReport> {
  const resultsFile = join(host.temporary, "results.json");
  const write = (results: ResultsFile) => writeAtomically(resultsFile, `${JSON.stringify(results)}\n`);
  await write(outcome.results);
  await parts.memory.keep(outcome.known);
  const pushed = await parts.delivery.finish();
  if (pushed === undefined) return reportOf({ resultsFile, outcome, selection: parts.selection });
  const results = { ...outcome.results, paths: [...pushed.paths] };
  await write(results);
  return reportOf({ resultsFile, outcome: { ...outcome, results }, selection: parts.selection, pushed });
}

function sinceOf({ rev }: Selection, { environment }: Host): { readonly since?: string } {
  const commit = rev ?? environment["GITHUB_SHA"] ?? "";
  return commit === "" ? {} : { since: commit };
}

/** Folder of the flake or the file below the workspace; undefined when its files are not on this machine. */
function sourceFolder(source: Source, workspace: string): string | undefined {
  if ("file" in source) return relative(workspace, dirname(resolve(workspace, source.file)));
  const reference = parseFlakeReference(source.flake, workspace);
  const path = reference.ok ? localPath(reference.value) : undefined;
  return path === undefined ? undefined : relative(workspace, path);
}
