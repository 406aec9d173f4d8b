/** Golden files: what was rendered and approved. UPDATE_GOLDEN=1 writes them anew; the diff is for the reviewer. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const golden = join(import.meta.dirname, "../golden");

/** The approved text; with UPDATE_GOLDEN set it is `rendered` from now on. */
export function readGolden(path: string, rendered: string): string {
  const file = join(golden, path);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, rendered);
  }
  return readFileSync(file, "utf8");
}
