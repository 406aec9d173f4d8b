/** Questions to the Nix store, many paths at once. Reads only; a store that does not answer is an outage and throws. */

import type { Completion, Nix, NixOptions } from "./command.ts";
import { storeDirectory } from "./store-path.ts";

/** Linux gives arguments and environment 2 MiB, macOS 1 MiB. */
const argumentBytes = 256 * 1024;

/** Those of the paths that are not valid. Every path must be a store path: one other text would spoil the whole answer. */
export async function findInvalid(nix: Nix, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const answers = await askInChunks(nix, ["--check-validity", "--print-invalid"], paths);
  return new Set(answers);
}

/** The valid path and everything valid that refers to it: of a derivation, all derivations that need it. */
export async function dependentsOf(nix: Nix, path: string): Promise<ReadonlySet<string>> {
  return new Set(await askInChunks(nix, ["--query", "--referrers-closure"], [path]));
}

/** Every output of the derivations, valid or not; derivations that are gone have none. */
export async function outputsOf(nix: Nix, drvPaths: readonly string[]): Promise<readonly string[]> {
  const gone = await findInvalid(nix, drvPaths);
  return askInChunks(
    nix,
    ["--query", "--outputs"],
    drvPaths.filter((path) => !gone.has(path)),
  );
}

/**
 * Builds or fetches all outputs of the derivations, going on after failures; the log goes to `onErrorLine` as internal-json.
 * Not by `nix build`, which is a tenth faster for small builds: it tells the first of several errors only.
 */
export async function realise(
  nix: Nix,
  drvPaths: readonly string[],
  options: NixOptions & { readonly settings?: readonly string[] },
): Promise<Completion> {
  const { settings = [], ...rest } = options;
  return nix(
    "nix-store",
    ["--realise", "--keep-going", "--log-format", "internal-json", "-v", ...settings, ...drvPaths],
    rest,
  );
}

/** As few lists as fit into the arguments of a process each. */
export function chunkArguments(
  args: readonly string[],
  limit: number = argumentBytes,
): readonly (readonly string[])[] {
  const chunks: string[][] = [];
  let room = 0;
  for (const arg of args) {
    // Every argument costs its bytes, a NUL and a pointer.
    const bytes = Buffer.byteLength(arg) + 9;
    if (bytes > room || chunks.length === 0) {
      chunks.push([]);
      room = limit;
    }
    chunks.at(-1)?.push(arg);
    room -= bytes;
  }
  return chunks;
}

async function askInChunks(
  nix: Nix,
  question: readonly string[],
  paths: readonly string[],
): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const chunk of chunkArguments([...new Set(paths)])) {
    const { exitCode, endedBy, stdout, stderr } = await nix("nix-store", [...question, ...chunk]);
    if (exitCode !== 0)
      throw new Error(
        `nix-store ${question.join(" ")} ended by ${endedBy} ${exitCode ?? ""}: ${stderr.trim()}`,
      );
    answers.push(...stdout.split("\n").filter((line) => line.startsWith(`${storeDirectory}/`)));
  }
  return answers;
}
