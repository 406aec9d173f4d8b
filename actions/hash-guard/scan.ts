/** Reads and checks files, one after the other. It keeps no text and no tree, whatever the number of files. */

import { setImmediate } from "node:timers/promises";
import type { Host } from "../lib/host/host.ts";
import { asShown, type Checked, checkSource, conclude } from "./check.ts";
import type { Found } from "./discover.ts";
import type { Told } from "./eval/join.ts";
import { compareFindings, type Finding } from "./finding.ts";
import { readSource } from "./read.ts";

/** Files between two turns of the event loop, in which a signal is heard and progress is shown. */
const turnEvery = 100;

/** Stops taking files when the host is told to stop. */
export async function scanFiles(
  files: readonly Found[],
  host: Host,
  evaluated: readonly Told[] = [],
): Promise<readonly Finding[]> {
  const unread: Finding[] = [];
  const checked: Checked[] = [];
  for (const [index, found] of files.entries()) {
    if (host.signal.aborted) break;
    const source = readSource(found);
    if ("text" in source) checked.push(checkSource(source));
    else unread.push(source);
    if (index % turnEvery !== turnEvery - 1) continue;
    host.progress(`hash-guard: ${index + 1} of ${files.length} files`);
    await setImmediate();
  }
  return [...unread.map(asShown), ...conclude(checked, evaluated)].sort(compareFindings);
}
