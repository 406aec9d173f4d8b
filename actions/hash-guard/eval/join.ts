/** Findings of evaluation beside those of the files: the same fault at the same place is said once, by the graver. */

import type { GuardCode, Location, Severity } from "../../../workflows/problem.ts";
import type { Finding } from "../finding.ts";

/** A finding of evaluation. */
export type Told = {
  readonly finding: Finding;
  /** The call it is about, when a file shows it. */
  readonly around?: Location;
};

export function joinFindings(found: readonly Finding[], told: readonly Told[]): readonly Finding[] {
  if (told.length === 0) return found;
  const byFile = Map.groupBy(found, ({ where }) => where.file);
  const replaced = new Set<Finding>();
  const fresh: Finding[] = [];
  for (const each of told) {
    const same = (byFile.get(each.finding.where.file) ?? []).filter((finding) => isSame(finding, each));
    if (same.some((finding) => gravity[finding.severity] >= gravity[each.finding.severity])) continue;
    for (const finding of same) if (finding.code === each.finding.code) replaced.add(finding);
    fresh.push(each.finding);
  }
  return [...found.filter((finding) => !replaced.has(finding)), ...fresh];
}

const gravity: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/** Codes that name one fault as a file shows it and as evaluation shows it: `rev = "main"` is a URL with `main` in it. */
const kin: readonly (readonly GuardCode[])[] = [
  ["hash-placeholder", "hash-missing"],
  ["rev-mutable", "tag-mutable", "url-mutable"],
];

function isSame({ code, where }: Finding, { finding, around }: Told): boolean {
  if (code === finding.code && where.line === finding.where.line && where.column === finding.where.column)
    return true;
  const related = kin.some((codes) => codes.includes(code) && codes.includes(finding.code));
  return related && around !== undefined && isInside(where, around);
}

function isInside(place: Location, whole: Location): boolean {
  const [line = 0, column = 0] = [place.line, place.column];
  const { line: first = 0, column: left = 0, endLine: last = 0, endColumn: right = 0 } = whole;
  return (
    (line > first || (line === first && column >= left)) && (line < last || (line === last && column < right))
  );
}
