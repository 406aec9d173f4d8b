/** What a build log has told so far: a fold over its records, in bounded memory. Knows nothing of success: the store does. */

import type { Counts, LogRecord } from "./log.ts";

export type Build = {
  readonly drvPath: string;
  /** Store URI of a remote builder; empty for this machine. */
  readonly machine: string;
  /** Milliseconds of the caller's clock. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly lastLineAt: number;
  readonly phase?: string;
  /** Last lines of its log, oldest first. */
  readonly tail: readonly string[];
};

export type LogState = {
  /** By derivation; a derivation built again counts from its last start. */
  readonly builds: ReadonlyMap<string, Build>;
  /** Store path to the URI of the store it came from. */
  readonly substituted: ReadonlyMap<string, string>;
  readonly counts: Counts;
};

export const tailLines = 200;
const tailCharacters = 64_000;
const allTailCharacters = 64_000_000;

const none: Counts = { done: 0, expected: 0, running: 0, failed: 0 };

type MutableBuild = {
  -readonly [K in keyof Build]: Build[K];
} & { tail: string[]; characters: number };

export type LogReader = {
  readonly state: LogState;
  read(record: LogRecord, now: number): void;
  /** Someone else knows that the build is over: the store, or a message. */
  end(drvPath: string, now: number): void;
};

export function logReader(): LogReader {
  const builds = new Map<string, MutableBuild>();
  const substituted = new Map<string, string>();
  const running = new Map<string, MutableBuild>();
  let countsId: string | undefined;
  let counts = none;
  let kept = 0;

  const start = (drvPath: string, machine: string, id: string, now: number): void => {
    const outer = builds.get(drvPath);
    // A remote builder tells of the same build once more, from its own place.
    if (outer !== undefined && outer.machine !== "" && machine === "") {
      delete outer.endedAt;
      running.set(id, outer);
      return;
    }
    kept -= builds.get(drvPath)?.characters ?? 0;
    const build = { drvPath, machine, startedAt: now, lastLineAt: now, tail: [], characters: 0 };
    builds.delete(drvPath);
    builds.set(drvPath, build);
    running.set(id, build);
  };
  const end = (id: string, now: number): void => {
    const build = running.get(id);
    if (build !== undefined) build.endedAt ??= now;
    running.delete(id);
  };
  const startCounts = (id: string): void => {
    countsId = id;
    counts = none;
  };
  const progress = (id: string, next: Counts, now: number): void => {
    if (id !== countsId) return;
    counts = next;
    // Nix 2.4 to 2.28 stops every build only when all are over; that none runs is told in time.
    if (next.running === 0) for (const build of running.values()) build.endedAt ??= now;
  };
  const line = (id: string, text: string, now: number): void => {
    const build = running.get(id);
    if (build === undefined) return;
    build.lastLineAt = now;
    kept += keepLine(build, text);
    if (kept > allTailCharacters) kept -= forgetOldest(builds.values());
  };

  return {
    get state() {
      return { builds, substituted, counts };
    },
    end: (drvPath, now) => {
      const build = builds.get(drvPath);
      if (build !== undefined) build.endedAt ??= now;
    },
    read: (record, now) => {
      if (record.kind === "build") start(record.drvPath, record.machine, record.id, now);
      else if (record.kind === "substitution") substituted.set(record.path, record.from);
      else if (record.kind === "builds") startCounts(record.id);
      else if (record.kind === "stop") end(record.id, now);
      else if (record.kind === "progress") progress(record.id, record.counts, now);
      else if (record.kind === "line") line(record.id, record.text, now);
      else if (record.kind === "phase") setPhase(running.get(record.id), record.phase);
    },
  };
}

/** Builds that run now, the longest running first. */
export function runningBuilds(state: LogState): readonly Build[] {
  return [...state.builds.values()].filter(({ endedAt }) => endedAt === undefined);
}

function setPhase(build: MutableBuild | undefined, phase: string): void {
  if (build !== undefined) build.phase = phase;
}

/** How many characters more are kept now. */
function keepLine(build: MutableBuild, text: string): number {
  const before = build.characters;
  build.tail.push(text);
  build.characters += text.length;
  while (build.tail.length > tailLines || build.characters > tailCharacters)
    build.characters -= build.tail.shift()?.length ?? 0;
  return build.characters - before;
}

/** How many characters fewer are kept now. */
function forgetOldest(builds: Iterable<MutableBuild>): number {
  for (const build of builds) {
    if (build.characters === 0) continue;
    const freed = build.characters;
    build.tail = [];
    build.characters = 0;
    return freed;
  }
  return 0;
}
