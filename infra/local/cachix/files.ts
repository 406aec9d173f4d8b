/** Files that are there whole or not at all, whenever the process is killed. No promise is made about power cuts. */

import { randomUUID } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";

export function writeAtomically(file: string, text: string, mode = 0o644): void {
  const draft = `${file}.${randomUUID()}.draft`;
  writeFileSync(draft, text, { flag: "wx", mode });
  renameSync(draft, file);
}
