/** The identity of a finding that outlives edits elsewhere in the file: rule, file, line as written, and which of its like. */

import { createHash } from "node:crypto";
import type { Finding } from "./finding.ts";

/** In the order of the findings; no two are the same. */
export function fingerprintsOf(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ code, where, excerpt }) => {
    const subject = JSON.stringify([code, where.file, excerpt.trim().replaceAll(/\s+/g, " ")]);
    const occurrence = seen.get(subject) ?? 0;
    seen.set(subject, occurrence + 1);
    return createHash("sha256").update(`${subject}${occurrence}`).digest("hex").slice(0, 32);
  });
}
