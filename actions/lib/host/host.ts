/** Everything an action may ask of the world it runs in. A runner, a terminal and a test are three hosts. */

import type { Problem } from "../../../workflows/problem.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What only a step of a job has: later steps, an end that comes after them, and programs that go on meanwhile. */
export type Job = {
  /** For the step's own end. Stands in a file: never a secret. */
  keep(name: string, value: string): void;
  /** What the step kept, `""` for nothing. */
  kept(name: string): string;
  /** A variable of every later step. */
  export(name: string, value: string): void;
  /**
   * Starts this very action once more, as `background`, in a process that outlives the step; gives its id. The message goes
   * by standard input, and may hold secrets; the log is a file.
   */
  detach(message: string, log: string): Promise<number>;
};

export type Host = {
  readonly environment: Environment;
  /** Absolute. Relative inputs are resolved against it, and the files named in problems are made relative to it. */
  readonly workspace: string;
  /** Absolute. A folder that outlives the step, not the job. */
  readonly temporary: string;
  /** Aborted by SIGINT and SIGTERM: stop starting things, keep what is done. */
  readonly signal: AbortSignal;
  /** Absent at a terminal. */
  readonly job?: Job;
  /** Must be called before the first use of a secret. */
  mask(secret: string): void;
  info(line: string): void;
  /** Progress of long work, newest wins: a live line on a terminal, at most one plain line every few seconds elsewhere. */
  progress(line: string): void;
  report(problem: Problem): void;
  /** `foreign` is folded here: much of it does not hide the rest. */
  readonly folds: boolean;
  /** Text of others (build logs), shown folded; nothing in it can become a command. */
  foreign(title: string, text: string): void;
};

/** What every action's `run` gives back: data first, text later. The composition root turns it into effects. */
export type Report<Outputs> = {
  readonly outputs: Outputs;
  /** An error among them fails the step. */
  readonly problems: readonly Problem[];
  /** Fails the step although no problem is an error: `fail-on: warning`. */
  readonly failed?: boolean;
  /** The whole result as a JSON document, for `--json`. */
  readonly json: unknown;
  /** The same findings as SARIF 2.1.0, where an action has them. */
  readonly sarif?: () => string;
  /** For a terminal: the table a person wants to see. */
  readonly text: string;
  /** The text shows every problem itself, so that a terminal does not say them twice. */
  readonly textHasProblems?: boolean;
  /** For the job summary, GitHub Markdown; foreign text in it is already escaped. */
  readonly summary: string;
};

export type Run<Inputs, Outputs> = (inputs: Inputs, host: Host) => Promise<Report<Outputs>>;
