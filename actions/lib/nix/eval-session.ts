/** One evaluator process over a flake output or a file: what it told, and at which attribute it stopped. Judges nothing. */

import { randomUUID } from "node:crypto";
import type { Completion, Nix } from "./command.ts";
import {
  type Inspection,
  type InspectionEvent,
  type Place,
  type RawPosition,
  renderInspection,
} from "./eval-expression.ts";
import { startWatchdog } from "./eval-watchdog.ts";
import { flakeArguments } from "./flake.ts";

export type Evaluator = {
  readonly nix: Nix;
  readonly signal?: AbortSignal;
  /** Called with the attribute the evaluator enters. */
  readonly onEnter?: (place: Place) => void;
  /** Messages of `throw` that are read, each at the price of a process. */
  readonly messages: number;
  /** Seconds one attribute may take; the first one also fetches the inputs and gets ten times as long. */
  readonly secondsPerAttribute: number;
  /** Processor cores there are. */
  readonly cores: number;
  /** Bytes the evaluator's heap may grow to. */
  readonly heapBytes: number;
  /** The system of this machine, for what an evaluation builds (import from derivation). */
  readonly localSystem: string;
};

/** What the evaluator is given: an output of a flake, or a Nix file. */
export type EvalSource =
  | { readonly kind: "flake"; readonly url: string; readonly output: string }
  | { readonly kind: "file"; readonly path: string };

export type SessionEnd = {
  readonly endedBy: Completion["endedBy"] | "hang";
  readonly exitCode: number | undefined;
  /** Standard error without our own lines. */
  readonly stderr: string;
  /** What was entered and neither left nor thrown out of. */
  readonly inside?: { readonly place: Place; readonly position: RawPosition | null };
  /** Nothing was finished in this process before: what it died of is not the leftover of others. */
  readonly fresh: boolean;
};

export async function runSession(
  evaluator: Evaluator,
  source: EvalSource,
  inspection: Omit<Inspection, "nonce">,
  onEvent: (event: InspectionEvent) => void,
): Promise<SessionEnd> {
  const nonce = `nur-ci-${randomUUID()}`;
  const watchdog = startWatchdog(evaluator.secondsPerAttribute);
  const rest: string[] = [];
  let inside: SessionEnd["inside"];
  let finished = 0;
  const onErrorLine = (line: string): void => {
    const event = parseEvent(line, nonce);
    if (event === undefined) return void rest.push(line);
    watchdog.feed();
    const [kind, place, value] = event;
    if (kind === "enter") {
      inside = { place, position: value };
      evaluator.onEnter?.(place);
    } else {
      inside = undefined;
      if (kind !== "leave" || !Array.isArray(value)) finished++;
    }
    onEvent(event);
  };
  try {
    const signals = [watchdog.signal, ...(evaluator.signal === undefined ? [] : [evaluator.signal])];
    const done = await evaluator.nix("nix", evalArguments(evaluator, source, { ...inspection, nonce }), {
      onErrorLine,
      signal: AbortSignal.any(signals),
      environment: { GC_MAXIMUM_HEAP_SIZE: String(evaluator.heapBytes) },
    });
    const stderr = [...rest, done.stderr].join("\n");
    const endedBy = watchdog.signal.aborted ? "hang" : done.endedBy;
    return { endedBy, exitCode: done.exitCode, stderr, fresh: finished === 0, ...(inside && { inside }) };
  } finally {
    watchdog.stop();
  }
}

/**
 * Before Nix 2.17 no installable means "exactly this output": `packages` may also be a package of that name, and looking
 * for it forces `packages` and `legacyPackages` of the current system, whose errors would hide every other system. With a
 * system that no flake has, the search finds the output itself; builds during evaluation keep the real one.
 */
function evalArguments(evaluator: Evaluator, source: EvalSource, inspection: Inspection): readonly string[] {
  const apply = ["--apply", renderInspection(inspection)];
  if (source.kind === "file") return ["eval", "--json", "--file", source.path, ...apply, "--", ""];
  return [
    ...["eval", "--json", "--no-eval-cache", ...flakeArguments],
    ...["--system", "none-none", "--option", "extra-extra-platforms", evaluator.localSystem],
    ...[...apply, "--", `${source.url}#${source.output}`],
  ];
}

function parseEvent(line: string, nonce: string): InspectionEvent | undefined {
  const mark = `trace: ${nonce} `;
  const at = line.indexOf(mark);
  if (at < 0) return undefined;
  try {
    return JSON.parse(line.slice(at + mark.length)) as InspectionEvent;
  } catch {
    // The evaluator died while it wrote the line.
    return undefined;
  }
}
