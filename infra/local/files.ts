/** Files that are there whole or not at all, whenever the process is killed. No promise is made about power cuts. */

import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The mode of a file with secrets is 0o600; it is set before anything is written. */
export function writeWhole(file: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}.draft`;
  writeFileSync(draft, content, { flag: "wx", mode });
  renameSync(draft, file);
}
