/** Writes the mends that are certain without a network. It refuses an edit that changes how anything else is read. */

import { chmod, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { edit } from "../lib/nix/syntax/edit.ts";
import { parse } from "../lib/nix/syntax/parser.ts";
import type { Found } from "./discover.ts";
import type { Finding } from "./finding.ts";

/** The text with all edits of its findings; the same text when they do not go together. */
export function fixText(text: string, findings: readonly Finding[]): string {
  const edits = findings.flatMap((finding) => finding.edits ?? []);
  if (edits.length === 0) return text;
  const edited = edit(parse(text), edits);
  return edited.ok ? edited.tree.text : text;
}

/** Names of the files that were changed. Each is replaced as a whole: an interrupted run leaves the old one. */
export async function fixFiles(
  files: readonly Found[],
  findings: readonly Finding[],
): Promise<readonly Found[]> {
  const byFile = Map.groupBy(
    findings.filter((finding) => finding.edits !== undefined),
    ({ where }) => where.file,
  );
  const changed: Found[] = [];
  for (const found of files) {
    const wanted = byFile.get(found.file);
    if (wanted === undefined) continue;
    const text = await readFile(found.path, "utf8");
    const fixed = fixText(text, wanted);
    if (fixed === text) continue;
    await replace(await realpath(found.path), fixed);
    changed.push(found);
  }
  return changed;
}

async function replace(path: string, text: string): Promise<void> {
  const { mode } = await stat(path);
  const fresh = `${path}.fixed`;
  await writeFile(fresh, text);
  await chmod(fresh, mode & 0o7777);
  await rename(fresh, path);
}
