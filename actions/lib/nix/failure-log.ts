/** What the end of a builder's log tells beyond its exit code. Guesses from programs' usual words; never decides success. */

import type { FailureClass } from "../results-file.ts";
import type { Finding } from "./failure-patterns.ts";

/** Classes where the last words of the log say more than Nix does. */
export function isOwnTrouble(failureClass: FailureClass): boolean {
  return ["builder-failed", "no-output", "out-of-memory", "disk-full", "network", "timeout"].includes(
    failureClass,
  );
}

const noise =
  /^\s*$|^[-=_*~#\s]+$|^make(?:\[\d+\])?: (?:\*\*\*|Leaving|Entering)|^ninja: build stopped|^(?:npm )?(?:ERR!|error) A complete log|^For full logs|^note: |^\s*(?:at |from )|^warning: build failed, waiting|^builder failed/i;
const telling =
  /\berror\b|\bfatal\b|\bpanic|\bfail(?:ed|ure)\b|not found|no such file|undefined|cannot|unable|denied|missing|exception|mismatch/i;

/** Compilers say the cause first and count afterwards; so `gcc`, `rustc`, `tsc`, `ghc`. */
const compilerError = /(?:^|:\s)(?:fatal )?error(?:\[\w+\]|\s\w+)?:\s/i;
const afterthought =
  /error: (?:aborting due to|could not compile)|^For more information about (?:this|an) error/i;

const longestQuote = 300;

/** What a compiler complains of first, or else the last line that names a fault, or else the last that says anything. */
export function lastTelling(log: readonly string[]): string | undefined {
  const lines = log
    .slice(-40)
    .map((line) => line.trim())
    .filter((line) => !noise.test(line) && !afterthought.test(line));
  const line =
    lines.find((candidate) => compilerError.test(candidate)) ??
    lines.findLast((candidate) => telling.test(candidate)) ??
    lines.at(-1);
  return line !== undefined && line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line;
}

const memoryWords =
  /Cannot allocate memory|virtual memory exhausted|JavaScript heap out of memory|std::bad_alloc|Killed signal terminated program|signal: 9, SIGKILL|fatal error: runtime: out of memory|LLVM ERROR: out of memory|MemoryError|^\s*(?:\S+: line \d+:\s+\d+ )?Killed\b/;

/** The kernel kills what takes the last memory: signal 9 for the builder, 137 or words in the log for a child of it. */
export function exhaustedMemory(
  finding: Finding,
  log: readonly string[],
): Pick<Finding, "class" | "reason" | "transient"> | undefined {
  const killed = finding.signal === 9 || finding.exitCode === 137;
  if (!killed && !log.slice(-20).some((line) => memoryWords.test(line))) return undefined;
  return { class: "out-of-memory", reason: `${finding.reason}, as when memory runs out`, transient: true };
}

const lostConnection =
  /could not resolve|couldn't resolve|name resolution|no such host|connection (?:refused|reset|timed out|closed)|couldn't connect|failed to connect|network is unreachable|no route to host|operation timed out|timeout was reached|i\/o timeout|TLS handshake|SSL_connect|EAI_AGAIN|ENOTFOUND|ECONNRESET|ECONNREFUSED|ETIMEDOUT|spurious network error|unexpected disconnect|early EOF|RPC failed/i;
const refusedStatus = /(?:HTTP error|returned error:|status(?: code)?:?|HTTP\/[\d.]+) ?(4\d\d|5\d\d)\b/i;
const goneFromMirrors = /cannot download .* from any mirror/i;

/** For fetches only: elsewhere a failed connection is a test that wanted the network, and no retry helps. */
export function networkTrouble(log: readonly string[]): Pick<Finding, "class" | "transient"> | undefined {
  const end = log.slice(-60);
  const status = end.map((line) => refusedStatus.exec(line)?.[1]).findLast((code) => code !== undefined);
  if (status !== undefined) return { class: "network", transient: /^(?:408|425|429|5\d\d)$/.test(status) };
  if (end.some((line) => lostConnection.test(line))) return { class: "network", transient: true };
  return end.some((line) => goneFromMirrors.test(line)) ? { class: "network", transient: false } : undefined;
}
