/** Runs Nix programs: argv arrays only, no shell, no secrets in their environment. */

import { execa } from "execa";
import { withoutSecrets } from "../host/environment.ts";
import type { Environment } from "../host/host.ts";
import { onEachLine } from "../host/lines.ts";

export type NixProgram = "nix" | "nix-store" | "nix-instantiate" | "nix-env" | "nix-build" | "nix-eval-jobs";

export type NixOptions = {
  readonly input?: string;
  readonly timeoutSeconds?: number;
  readonly environment?: Environment;
  readonly signal?: AbortSignal;
  /** Called with every line of standard error as it comes; the line is not kept in `stderr` then. */
  readonly onErrorLine?: (line: string) => void;
  /** The same of standard output. */
  readonly onOutputLine?: (line: string) => void;
};

export type Completion = {
  /** Undefined when the program was ended by a signal or could not be started. */
  readonly exitCode: number | undefined;
  readonly endedBy: "exit" | "signal" | "timeout" | "cancel" | "spawn-failure";
  readonly stdout: string;
  readonly stderr: string;
};

export type Nix = (program: NixProgram, args: readonly string[], options?: NixOptions) => Promise<Completion>;

/** The real programs on PATH. `nix` always gets the features it needs, whatever the user's nix.conf says. */
export function nixCommand(environment: Environment, signal?: AbortSignal): Nix {
  return async (program, args, options = {}) => {
    const features = program === "nix" ? ["--extra-experimental-features", "nix-command flakes"] : [];
    const cancelSignal = anySignal(signal, options.signal);
    const child = execa(program, [...features, ...args], {
      env: { ...withoutSecrets(environment), ...options.environment },
      extendEnv: false,
      reject: false,
      ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
      ...(options.timeoutSeconds === undefined ? {} : { timeout: options.timeoutSeconds * 1000 }),
      ...(cancelSignal === undefined ? {} : { cancelSignal }),
      buffer: { stdout: options.onOutputLine === undefined, stderr: options.onErrorLine === undefined },
      forceKillAfterDelay: 5000,
    });
    const { onOutputLine, onErrorLine } = options;
    const lasts = [
      onOutputLine && child.stdout && onEachLine(child.stdout, onOutputLine),
      onErrorLine && child.stderr && onEachLine(child.stderr, onErrorLine),
    ];
    const done = await child;
    for (const last of lasts) last?.();
    return {
      exitCode: done.exitCode,
      endedBy: endingOf(done),
      stdout: typeof done.stdout === "string" ? done.stdout : "",
      stderr: typeof done.stderr === "string" ? done.stderr : "",
    };
  };
}

function endingOf(done: {
  timedOut: boolean;
  isCanceled: boolean;
  isTerminated: boolean;
  exitCode?: number;
}): Completion["endedBy"] {
  if (done.timedOut) return "timeout";
  if (done.isCanceled) return "cancel";
  if (done.isTerminated) return "signal";
  return done.exitCode === undefined ? "spawn-failure" : "exit";
}

function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const present = signals.filter((signal) => signal !== undefined);
  return present.length === 0 ? undefined : AbortSignal.any(present);
}
