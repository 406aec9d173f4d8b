/** Settings of a repository: what is not read, and which rules say what. It knows no setting that hides a whole run. */

import { matchesGlob } from "node:path/posix";
import * as v from "valibot";
import { type Outcome, type Problem, refuse, type Severity } from "../../workflows/problem.ts";
import { parseKeptDocument } from "../lib/document.ts";
import { rules } from "./rules/rules.ts";

export const configName = ".hash-guard.json";

const levels = ["off", "note", "warning", "error"] as const;

const configSchema = v.strictObject({
  /** For editors. */
  $schema: v.optional(v.string()),
  /** Globs of paths relative to the workspace. */
  exclude: v.optional(v.array(v.string()), []),
  rules: v.optional(v.record(v.string(), v.picklist(levels)), {}),
});

export type Config = v.InferOutput<typeof configSchema>;

export const noConfig: Config = { exclude: [], rules: {} };

export function parseConfig(file: string, text: string): Outcome<Config> {
  const problem = { code: "config-invalid", severity: "error", where: { file } } as const;
  const parsed = parseKeptDocument(
    configSchema,
    { text, name: "the settings" },
    { ...problem, fix: `keys are exclude (globs) and rules (RULE: ${levels.join(" | ")})` },
  );
  if (!parsed.ok) return parsed;
  const known = rules.map(({ code }) => code as string);
  const unknown = Object.keys(parsed.value.rules).filter((code) => !known.includes(code));
  if (unknown.length === 0) return parsed;
  return refuse(
    ...unknown.map((code) => ({
      ...problem,
      what: `${JSON.stringify(code)} is no rule of the guard`,
      fix: `rules are ${known.join(", ")}`,
    })),
  );
}

/** Stars stand for names with a leading dot too, unlike in Node's own globs: what is excluded is excluded whole. */
export function isExcluded(config: Config, file: string): boolean {
  const undotted = file.replaceAll(/(^|\/)\./g, "$1");
  return config.exclude.some((glob) => matchesGlob(file, glob) || matchesGlob(undotted, glob));
}

/** Findings at the severity the settings give their rule, in tests and documents at most a note. */
export function applyLevels<F extends Pick<Problem, "code" | "severity">>(
  findings: readonly F[],
  { rules: wanted }: Config,
): readonly F[] {
  return findings.flatMap((finding) => {
    const level = wanted[finding.code];
    if (level === "off") return [];
    const severity: Severity = level === undefined || finding.severity === "note" ? finding.severity : level;
    return [{ ...finding, severity }];
  });
}
