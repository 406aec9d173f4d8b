/** One run of `nix-store --realise`: its log read while it comes, its findings kept. Draws no conclusion. */

import type { Host } from "../lib/host/host.ts";
import type { Completion, Nix } from "../lib/nix/command.ts";
import { classifyMessage } from "../lib/nix/failure.ts";
import type { Finding } from "../lib/nix/failure-patterns.ts";
import { type Counts, type LogRecord, parseLogLine } from "../lib/nix/log.ts";
import { type LogReader, type LogState, logReader } from "../lib/nix/log-state.ts";
import { chunkArguments, realise } from "../lib/nix/store.ts";
import { renderProgress } from "./progress.ts";

export type Effects = {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Resolves after the time, or at once when the signal aborts. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
};

export type Context = {
  readonly nix: Nix;
  /** Its signal ends the builds. */
  readonly host: Host;
  readonly effects: Effects;
  /** Called about once a second while Nix runs. */
  readonly onTick: (reader: LogReader) => void;
  /** Called when Nix says that all was built, while it still ends. */
  readonly onAllDone: (reader: LogReader) => void;
};

export type Round = {
  readonly log: LogState;
  readonly findings: readonly Finding[];
  /** Errors that no pattern knows, by the store path they name first. */
  readonly otherErrors: ReadonlyMap<string, string>;
  /** The last error that names no store path; empty when there is none. */
  readonly lastWords: string;
  readonly endedBy: Completion["endedBy"];
  /** Nix says that all was built. */
  readonly succeeded: boolean;
};

const progressEveryMs = 1000;

export async function runRound(
  { nix, host, effects, onTick, onAllDone }: Context,
  drvPaths: readonly string[],
  settings: readonly string[],
): Promise<Round> {
  const reader = logReader();
  const heard = listener(reader, effects);
  const timer = setInterval(() => {
    host.progress(renderProgress(reader.state, effects.now()));
    onTick(reader);
  }, progressEveryMs);
  let endedBy: Completion["endedBy"] = "exit";
  let failed = false;
  try {
    for (const chunk of chunkArguments(drvPaths)) {
      if (host.signal.aborted) break;
      let allDone = false;
      const onErrorLine = (line: string): void => {
        const told = heard.hear(line);
        if (allDone || told !== "progress" || !isAllDone(reader.state.counts, chunk.length)) return;
        allDone = true;
        onAllDone(reader);
      };
      const options = { signal: host.signal, onErrorLine, settings };
      const done = await realise(nix, chunk, options);
      endedBy = done.endedBy;
      failed ||= done.exitCode !== 0;
    }
  } finally {
    clearInterval(timer);
  }
  return { log: reader.state, ...heard.told(), endedBy, succeeded: !failed && !host.signal.aborted };
}

function isAllDone({ done, expected, running, failed }: Counts, targets: number): boolean {
  return done >= Math.max(expected, targets) && running === 0 && failed === 0;
}

type Told = Pick<Round, "findings" | "otherErrors" | "lastWords">;

function listener(
  reader: LogReader,
  effects: Effects,
): {
  /** What kind of line it was. */
  hear(line: string): LogRecord["kind"] | undefined;
  told(): Told;
} {
  const findings: Finding[] = [];
  const otherErrors = new Map<string, string>();
  let lastWords = "";
  const hearMessage = (text: string): void => {
    const finding = classifyMessage(text, lastWords);
    if (finding !== undefined) findings.push(finding);
    if (finding?.path !== undefined && !finding.transient) reader.end(finding.path, effects.now());
    const path = /'(\/nix\/store\/[^'!^/]+)/.exec(text)?.[1];
    if (!isError(text)) return;
    if (path === undefined) lastWords = text;
    else if (finding === undefined) otherErrors.set(path, text);
  };
  return {
    hear: (line) => {
      const record = parseLogLine(line);
      if (record === undefined) return undefined;
      reader.read(record, effects.now());
      // 0 and 1: errors and warnings.
      if (record.kind === "message" && record.level <= 1) hearMessage(record.text);
      return record.kind;
    },
    told: () => ({ findings, otherErrors, lastWords }),
  };
}

/** A daemon passes warnings on as errors; a summary of several builds accuses none of them. */
function isError(text: string): boolean {
  return !/^(?:warning|evaluation warning):|^(?:error: )?build of '.*' failed$|retrying in \d+ ms/.test(
    text.trim(),
  );
}
