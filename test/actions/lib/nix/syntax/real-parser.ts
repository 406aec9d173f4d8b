/** What the real Nix says of a text: the oracle of these tests. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Completion } from "../../../../../actions/lib/nix/command.ts";
import { nixEnvironment, realNix } from "../../../../support/nix.ts";

const atOnce = 8;

/** For each text, whether Nix parses it. One process for all when all are valid, else one for each. */
export async function isAccepted(texts: readonly string[]): Promise<readonly boolean[]> {
  return withFiles(texts, async (files) => {
    if ((await instantiate(files)).exitCode === 0) return files.map(() => true);
    const verdicts: boolean[] = [];
    for (let from = 0; from < files.length; from += atOnce) {
      const some = files.slice(from, from + atOnce).map((file) => instantiate([file]));
      for (const { exitCode } of await Promise.all(some)) verdicts.push(exitCode === 0);
    }
    return verdicts;
  });
}

/** For each text, how Nix prints what it parsed. All must be valid. */
export async function printByNix(texts: readonly string[]): Promise<readonly string[]> {
  return withFiles(texts, async (files) => {
    const { stdout, stderr, exitCode } = await instantiate(files);
    if (exitCode !== 0) throw new Error(stderr);
    return stdout.split("\n");
  });
}

/** The value of an expression, by way of JSON. */
export async function evaluate(text: string): Promise<unknown> {
  const nix = realNix(nixEnvironment());
  return withFiles([text], async ([file = ""]) => {
    const { stdout, stderr, exitCode } = await nix("nix-instantiate", ["--eval", "--strict", "--json", file]);
    if (exitCode !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  });
}

async function instantiate(files: readonly string[]): Promise<Completion> {
  return realNix(nixEnvironment())("nix-instantiate", ["--parse", ...files]);
}

async function withFiles<T>(
  texts: readonly string[],
  use: (files: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-syntax-"));
  try {
    const files = texts.map((text, place) => {
      const file = join(folder, `${place}.nix`);
      writeFileSync(file, text);
      return file;
    });
    return await use(files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
