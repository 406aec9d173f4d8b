/** Findings that are tolerated because they were there before the guard. What is new is refused; what is mended must leave. */

import * as v from "valibot";
import type { Outcome, Problem } from "../../workflows/problem.ts";
import { parseKeptDocument } from "../lib/document.ts";
import { compareTexts, type Finding } from "./finding.ts";
import { fingerprintsOf } from "./fingerprint.ts";

const entrySchema = v.strictObject({
  rule: v.string(),
  file: v.string(),
  /** For the reader; the fingerprint decides. */
  what: v.string(),
  fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
});

const baselineSchema = v.strictObject({ version: v.literal(1), findings: v.array(entrySchema) });

export type Baseline = v.InferOutput<typeof baselineSchema>;

export function parseBaseline(file: string, text: string): Outcome<Baseline> {
  return parseKeptDocument(
    baselineSchema,
    { text, name: "the baseline" },
    {
      code: "baseline-invalid",
      severity: "error",
      where: { file },
      fix: `write it anew: nur-ci guard --baseline ${file} --update-baseline`,
    },
  );
}

/** Notes fail nothing, so they are not kept. */
export function renderBaseline(findings: readonly Finding[]): string {
  const kept = findings.filter(({ severity }) => severity !== "note");
  const fingerprints = fingerprintsOf(findings);
  const entries = kept
    .map((finding) => ({
      rule: finding.code,
      file: finding.where.file,
      what: finding.what,
      fingerprint: fingerprints[findings.indexOf(finding)],
    }))
    .sort((a, b) => compareTexts(a.file, b.file) || compareTexts(a.rule, b.rule));
  return `${JSON.stringify({ version: 1, findings: entries }, null, 2)}\n`;
}

export type Compared = {
  /** Findings the baseline does not know. */
  readonly fresh: readonly Finding[];
  readonly tolerated: number;
  /** Entries whose finding is gone. */
  readonly stale: readonly Problem[];
};

/** `covers` says whether this run looked at a file, or the file is gone: only then can an entry be stale. */
export function compareBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  { file, covers }: { readonly file: string; readonly covers: (file: string) => boolean },
): Compared {
  const known = new Set(baseline.findings.map(({ fingerprint }) => fingerprint));
  const present = fingerprintsOf(findings);
  const fresh = findings.filter((_, index) => !known.has(present[index] as string));
  const stale = baseline.findings
    .filter((entry) => !present.includes(entry.fingerprint) && covers(entry.file))
    .map((entry) => staleProblem(file, entry));
  return { fresh, tolerated: findings.length - fresh.length, stale };
}

function staleProblem(file: string, entry: Baseline["findings"][number]): Problem {
  return {
    code: "baseline-stale",
    severity: "error",
    where: { file },
    what: `${entry.rule} in ${JSON.stringify(entry.file)} is mended, and still in the baseline`,
    fix: `take it out: nur-ci guard --baseline ${file} --update-baseline`,
  };
}
