/** The repository as the structure tests see it: its files and who imports whom. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export const root = join(import.meta.dirname, "../..");

export type Import = { readonly from: string; readonly to: string };

/** Tracked and new files below `folder`, relative to the repository, without what git ignores. */
export function filesUnder(folder: string, ending: string): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", folder], {
    cwd: root,
    encoding: "utf8",
  });
  return listed.split("\n").filter((path) => path.endsWith(ending) && existsSync(join(root, path)));
}

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Every `import`, `export … from` and `import()` with a literal; relative ones are resolved to repository paths. */
export function importsOf(path: string): readonly Import[] {
  const found = readText(path).matchAll(
    /^\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...found].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? "";
    const to = target.startsWith(".") ? relative(root, join(root, dirname(path), target)) : target;
    return { from: path, to };
  });
}
