/** The last proof: real Nix fetches what was pushed into an empty store, signatures required, and the programs run from there. */

import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { PipelineResult } from "../actions/cli/pipeline.ts";
import type { Environment } from "../actions/lib/host/host.ts";
import type { Nix } from "../actions/lib/nix/command.ts";

export type ReadBackRequest = {
  /** Made empty first. */
  readonly store: string;
  readonly substituter: string;
  /** `NAME:BASE64`; nothing signed by another key is accepted. */
  readonly publicKey: string;
  readonly storePaths: readonly string[];
  readonly environment: Environment;
};

/** Why Nix refused; undefined when every path and its closure are in the store. */
export async function readBack(request: ReadBackRequest, nix: Nix): Promise<string | undefined> {
  removeStore(request.store);
  mkdirSync(request.store, { recursive: true });
  if (request.storePaths.length === 0) return undefined;
  const options = [
    ["substituters", request.substituter],
    ["trusted-public-keys", request.publicKey],
    ["require-sigs", "true"],
    ["max-jobs", "0"],
    ["narinfo-cache-negative-ttl", "0"],
  ].flatMap(([name, value]) => ["--option", name ?? "", value ?? ""]);
  const done = await nix(
    "nix-store",
    ["--store", `local?root=${request.store}`, "--realise", ...request.storePaths, ...options],
    { environment: request.environment },
  );
  const absent = request.storePaths.filter((path) => !existsSync(join(request.store, path)));
  if (done.exitCode === 0 && absent.length === 0) return undefined;
  return (
    done.stderr.split("\n").find((line) => line.startsWith("error:")) ?? `not there: ${absent.join(" ")}`
  );
}

export type Program = { readonly name: string; readonly outPath: string; readonly mainProgram: string };
export type ProgramRun = {
  readonly name: string;
  readonly exitCode: number | undefined;
  readonly firstLine: string;
};

/** Runs `--version` of each program where it lies in the store at `store`. */
export async function runPrograms(
  store: string,
  programs: readonly Program[],
): Promise<readonly ProgramRun[]> {
  return Promise.all(
    programs.map(async ({ name, outPath, mainProgram }) => {
      const file = join(store, outPath, "bin", mainProgram);
      const done = await execa(file, ["--version"], {
        reject: false,
        timeout: 10_000,
        stdin: "ignore",
        all: true,
      });
      return {
        name,
        exitCode: done.exitCode,
        firstLine: (done.all ?? done.message ?? "").split("\n")[0] ?? "",
      };
    }),
  );
}

/** Store paths are read-only, folders included: root does not mind, everyone else must be allowed in first. */
function removeStore(store: string): void {
  if (!existsSync(store)) return;
  for (const entry of readdirSync(store, { recursive: true, withFileTypes: true }))
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  rmSync(store, { recursive: true, force: true });
}

/** Everything the cache must have now: what was built or substituted, and what the plan found cached. */
export function wantedPaths(result: PipelineResult): readonly string[] {
  const built = result.results?.attributes.filter(isThere) ?? [];
  const cached = result.plan?.skipped.filter(({ reason }) => reason === "cached") ?? [];
  return [...built, ...cached].flatMap(({ outputs }) => Object.values(outputs ?? {}));
}

export function programsOf(result: PipelineResult): readonly Program[] {
  const built = result.results?.attributes.filter(isThere) ?? [];
  const cached = result.plan?.skipped.filter(({ reason }) => reason === "cached") ?? [];
  return [...built, ...cached].flatMap(({ attr, mainProgram, outputs }) => {
    const outPath = outputs?.["bin"] ?? outputs?.["out"];
    return mainProgram === undefined || outPath === undefined ? [] : [{ name: attr, outPath, mainProgram }];
  });
}

function isThere({ state }: { readonly state: string }): boolean {
  return state === "built" || state === "substituted";
}
