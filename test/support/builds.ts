/** Builds for tests: real Nix with several jobs, hosts that record, results by name. */

import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Nix, NixProgram } from "../../actions/lib/nix/command.ts";
import type { Entry } from "../../actions/lib/plan-file.ts";
import type { AttributeResult } from "../../actions/lib/results-file.ts";
import type { BuildOutcome } from "../../actions/nix-build/build-entries.ts";
import { nixEnvironment, realNix } from "./nix.ts";

/** A folder of the suite: what a killed Nix leaves of its build folders lies there too. */
export const folder = mkdtempSync(join(tmpdir(), "nur-ci-test-"));

export function nixWith(...settings: readonly string[]): Nix {
  const environment = nixEnvironment();
  const lines = [environment["NIX_CONFIG"], "max-jobs = 4", ...settings];
  return realNix({ ...environment, TMPDIR: folder, NIX_CONFIG: `${lines.join("\n")}\n` });
}

/** A Nix that also remembers what was asked of it. */
export function recorded(nix: Nix): {
  readonly nix: Nix;
  readonly calls: [NixProgram, readonly string[]][];
} {
  const calls: [NixProgram, readonly string[]][] = [];
  return {
    calls,
    nix: (program, args, options) => {
      calls.push([program, args]);
      return nix(program, args, options);
    },
  };
}

export function byName(outcome: BuildOutcome): Record<string, AttributeResult> {
  return Object.fromEntries(outcome.results.attributes.map((result) => [result.name, result]));
}

export function drvPathOf(entries: readonly Entry[], name: string): string {
  return entries.find((entry) => entry.name === name)?.drvPath ?? "";
}

/** Resolves when a builder has made the file. */
export async function exists(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(dirname(path), () => existsSync(path) && resolve());
  if (existsSync(path)) resolve();
  await promise;
  watcher.close();
}

/** A hash that nothing has. */
export const zeros = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/** Of a file with this text. */
export function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** Retries wait for nothing. */
export const effects = { now: () => performance.now(), pause: async () => undefined };
