/** Known failures on disk: one file, or a folder with one file a derivation, which jobs side by side can fill without a conflict. */

import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Outcome, refuse, succeed } from "../../workflows/problem.ts";
import { writeAtomically } from "./atomic-file.ts";
import { type KnownFailures, parseKnownFailures, renderKnownFailures, unreadable } from "./known-failures.ts";

/** What is absent is an empty memory; what is broken is a problem, so that it is not silently overwritten. */
export async function readKnownFailures(path: string): Promise<Outcome<KnownFailures>> {
  if (!(await isFolder(path))) return readFailures(path);
  await mkdir(path, { recursive: true });
  const names = (await readdir(path)).filter((name) => name.endsWith(".json")).sort();
  const read = await Promise.all(names.map((name) => readFailures(join(path, name))));
  const problems = read.flatMap((one) => (one.ok ? [] : one.problems));
  if (problems.length > 0) return refuse(...problems);
  return succeed(Object.assign({}, ...read.map((one) => (one.ok ? one.value : {}))));
}

/** Whole or not at all: a reader never sees half a file. `before` is what was read: of a folder only the difference is written. */
export async function writeKnownFailures(
  path: string,
  before: KnownFailures,
  after: KnownFailures,
): Promise<void> {
  if (!(await isFolder(path))) return writeAtomically(path, renderKnownFailures(after));
  for (const drvPath of Object.keys(before))
    if (!(drvPath in after)) await rm(fileOf(path, drvPath), { force: true });
  for (const [drvPath, failure] of Object.entries(after))
    if (JSON.stringify(before[drvPath]) !== JSON.stringify(failure))
      await writeAtomically(fileOf(path, drvPath), renderKnownFailures({ [drvPath]: failure }));
}

/** One that is to be made is named with a slash at its end. */
async function isFolder(path: string): Promise<boolean> {
  if (path.endsWith("/")) return true;
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

function fileOf(folder: string, drvPath: string): string {
  return join(folder, `${basename(drvPath, ".drv")}.json`);
}

async function readFailures(path: string): Promise<Outcome<KnownFailures>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return succeed({});
    return unreadable(path, (error as Error).message);
  }
  return parseKnownFailures(text, path);
}
