/** From what Nix and the builders said to one cause per failed derivation. Whether something failed is for the store to say. */

import type { FailureClass } from "../results-file.ts";
import { exhaustedMemory, isOwnTrouble, lastTelling, networkTrouble } from "./failure-log.ts";
import { type Finding, failurePatterns, withoutParameters } from "./failure-patterns.ts";
import { parseStorePath } from "./store-path.ts";

/** Why one derivation's own build failed. */
export type Cause = {
  readonly class: FailureClass;
  readonly drvPath: string;
  /** One line a person can act on. */
  readonly explanation: string;
  readonly logTail: readonly string[];
  readonly wantedHash?: string;
  readonly gotHash?: string;
  /** Worth another try as it is. */
  readonly transient: boolean;
  /** Nix named this very cause; false: we only repeat what it said last. */
  readonly certain: boolean;
  readonly system?: string;
  /** Remote builder. */
  readonly machine?: string;
};

/** What ssh says on its own, in plain text, before Nix tells that it could not connect. */
const sshTrouble =
  /^(?:ssh: .*|Host key verification failed\.?|.*Permission denied \(.*|kex_exchange_identification: .*|Connection (?:closed|reset|timed out).*)$/m;
const lastingSshTrouble = /^Host key|Permission denied|Could not resolve hostname/;

/**
 * Undefined for messages that are no failure: notices, summaries of several builds, attempts that are repeated. `before` is
 * what was said just before it.
 */
export function classifyMessage(text: string, before = ""): Finding | undefined {
  const finding = readMessage(text);
  const ssh = sshTrouble.exec(before.trim())?.[0];
  if (finding?.class !== "network" || finding.machine === undefined || ssh === undefined) return finding;
  return { ...finding, reason: `${finding.reason}: ${ssh}`, transient: !lastingSshTrouble.test(ssh) };
}

function readMessage(text: string): Finding | undefined {
  if (/retrying in \d+ ms|^(?:error: )?build of '[^']+'(?:, '[^']+')* failed$/.test(text.trim()))
    return undefined;
  const { head, quotedLog } = splitQuotedLog(text);
  const path = /'(\/nix\/store\/[^'!^]+\.drv)[!^*a-zA-Z0-9,]*'/.exec(head)?.[1];
  const extra = {
    ...(path === undefined ? {} : { path }),
    ...machineIn(head),
    ...(quotedLog.length === 0 ? {} : { quotedLog }),
  };
  for (const pattern of failurePatterns) {
    const found = pattern.text.exec(head);
    if (found !== null) return { ...extra, class: pattern.class, ...pattern.read(found.groups ?? {}) };
  }
  return undefined;
}

/** The builder's own lines, quoted in the message by a daemon or an old Nix, must not be read as Nix's words. */
function splitQuotedLog(text: string): { readonly head: string; readonly quotedLog: readonly string[] } {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /last \d+ log lines:\s*$/i.test(line));
  if (start < 0) return { head: text, quotedLog: [] };
  const after = lines.slice(start + 1);
  const end = after.findIndex((line) => /^\s*(?:For full logs, run|note: )/.test(line));
  const quoted = end < 0 ? after : after.slice(0, end);
  const notes = end < 0 ? [] : after.slice(end);
  return {
    head: [...lines.slice(0, start + 1), ...notes].join("\n"),
    quotedLog: quoted.map((line) => line.replace(/^\s*(?:> ?)?/, "")),
  };
}

function machineIn(head: string): { readonly machine?: string } {
  const machine = /build of '[^']+' on '([^']+)' failed/.exec(head)?.[1];
  return machine === undefined ? {} : { machine: withoutParameters(machine) };
}

/** The cause that a finding and the end of the log make together. `fixedOutput`: the derivation is a fetch. */
export function explainFailure(
  drvPath: string,
  finding: Finding,
  { tail, fixedOutput }: { readonly tail: readonly string[]; readonly fixedOutput: boolean },
): Cause {
  const log = tail.length > 0 ? tail : (finding.quotedLog ?? []);
  const refined = refine(finding, log, fixedOutput);
  const telling = isOwnTrouble(refined.class) ? lastTelling(log) : undefined;
  // What no builder took has no place.
  const where = finding.machine === undefined || finding.declined ? "" : ` on ${finding.machine}`;
  const subject = finding.declined ? "" : subjectOf(refined.class);
  return {
    class: refined.class,
    drvPath,
    explanation: `${subject}${nameOf(drvPath)}${where} ${refined.reason}${telling === undefined ? "" : `: ${telling}`}`,
    logTail: log,
    transient: refined.transient ?? false,
    certain: finding.certain ?? true,
    ...(finding.machine === undefined ? {} : { machine: finding.machine }),
    ...(finding.wantedHash === undefined ? {} : { wantedHash: finding.wantedHash }),
    ...(finding.gotHash === undefined ? {} : { gotHash: finding.gotHash }),
    ...(finding.system === undefined ? {} : { system: finding.system }),
  };
}

/** When Nix gave no reason we know: its last words, passed on. */
export function repeatMessage(drvPath: string, message: string, tail: readonly string[]): Cause {
  const firstLine = message.replace(/^(?:error: )+/, "").split("\n", 1)[0] ?? "";
  return {
    class: "builder-failed",
    drvPath,
    explanation: `${nameOf(drvPath)} was not built: ${firstLine}`,
    logTail: tail,
    transient: false,
    certain: false,
  };
}

/** `name` of `/nix/store/hash-name.drv`. */
export function nameOf(drvPath: string): string {
  return (parseStorePath(drvPath)?.name ?? drvPath).replace(/\.drv$/, "");
}

function refine(finding: Finding, log: readonly string[], fixedOutput: boolean): Finding {
  if (finding.class !== "builder-failed") return finding;
  const memory = exhaustedMemory(finding, log);
  if (memory !== undefined) return { ...finding, ...memory };
  const disk = log.slice(-20).some((line) => /No space left on device|Disk quota exceeded/.test(line));
  if (disk) return { ...finding, class: "disk-full", transient: true };
  const trouble = fixedOutput ? networkTrouble(log) : undefined;
  return trouble === undefined ? finding : { ...finding, ...trouble };
}

function subjectOf(failureClass: FailureClass): string {
  return isOwnTrouble(failureClass) ? "builder for " : "";
}
