/** Peak memory of a Node process, told by itself when it ends: what the system counted, code and native memory included. */

import { existsSync, readFileSync } from "node:fs";
import type { Environment } from "../../actions/lib/host/host.ts";

/** Variables that make a Node process write its peak into `file`. */
export function tellingPeak(file: string): Environment {
  const script = `import { writeFileSync } from "node:fs";
    process.on("exit", () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}

/** In MiB. */
export function readPeak(file: string): number {
  if (!existsSync(file)) throw new Error(`${file}: the process told no peak`);
  return Math.round(Number(readFileSync(file, "utf8")) / 1024);
}
