/** Peak memory of a Node process, told by itself when it ends: what the system counted, code and native memory included. */

import { existsSync, readFileSync } from "node:fs";
import type { Environment } from "../../actions/lib/host/host.ts";

/**
 * Variables that make a Node process write its peak into `file`. Not `resourceUsage().maxRSS`: Linux hands a program the peak of
 * the process that started it, and a test worker can be larger than the program.
 */
export function tellingPeak(file: string): Environment {
  const script = `import { readFileSync, writeFileSync } from "node:fs";
    process.on("exit", () => {
      const [, peak = ""] = /^VmHWM:\\s*(\\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
      writeFileSync(${JSON.stringify(file)}, peak);
    });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}

/** In MiB. */
export function readPeak(file: string): number {
  const peak = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (peak === 0) throw new Error(`${file}: the process told no peak`);
  return Math.round(peak / 1024);
}
