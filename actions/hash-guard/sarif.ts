/** Findings as SARIF 2.1.0, for code scanning: one rule page each, fingerprints that outlive moved lines. */

import { type Problem, renderPlace } from "../../workflows/problem.ts";
import type { Finding } from "./finding.ts";
import { fingerprintsOf } from "./fingerprint.ts";
import { housekeeping } from "./rules/housekeeping.ts";
import type { Rule } from "./rules/rule.ts";
import { rules } from "./rules/rules.ts";

/** GitHub takes no more results of one run. */
const mostResults = 25_000;

const described: readonly Rule[] = [...rules, ...housekeeping];

/** `problems` are those of the run itself (settings, baseline, evaluation), which stand in no file that was read. */
export function renderSarif(findings: readonly Finding[], problems: readonly Problem[]): string {
  const fingerprints = fingerprintsOf(findings);
  const indexes = new Map(described.map(({ code }, index) => [code, index]));
  const results = findings.slice(0, mostResults).map((finding, index) => ({
    ruleId: finding.code,
    ...(indexes.has(finding.code) ? { ruleIndex: indexes.get(finding.code) } : {}),
    level: finding.severity,
    message: { text: `${finding.what}\nfix: ${finding.fix}` },
    locations: [{ physicalLocation: locationOf(finding) }],
    partialFingerprints: { "hashGuard/v1": fingerprints[index] },
    ...(finding.edits === undefined ? {} : { fixes: [fixOf(finding, finding.edits)] }),
  }));
  const driver = { name: "hash-guard", rules: described.map(ruleOf) };
  const invocation = {
    executionSuccessful: problems.every(({ severity }) => severity !== "error"),
    toolExecutionNotifications: problems.map(notificationOf),
  };
  const run = { tool: { driver }, columnKind: "utf16CodeUnits", invocations: [invocation], results };
  const schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

function notificationOf({ code, severity, where, what, fix }: Problem): object {
  return {
    descriptor: { id: code },
    level: severity,
    message: { text: `${renderPlace(where)}: ${what}\nfix: ${fix}` },
  };
}

/** What `--fix` would write. */
function fixOf({ where, fix }: Finding, edits: NonNullable<Finding["edits"]>): object {
  const replacements = edits.map(({ start, end, text }) => ({
    deletedRegion: { charOffset: start, charLength: end - start },
    insertedContent: { text },
  }));
  const { artifactLocation } = artifactOf(where.file);
  return { description: { text: fix }, artifactChanges: [{ artifactLocation, replacements }] };
}

function ruleOf({ code, summary, help }: Rule): object {
  return {
    id: code,
    shortDescription: { text: summary },
    fullDescription: { text: help.replaceAll("\n", " ") },
    help: { text: help, markdown: `# ${code}\n\n${summary}\n\n${help}\n` },
    properties: { tags: ["nix", "supply-chain"] },
  };
}

function locationOf({ where }: Finding): object {
  const { file, line, column, endLine, endColumn } = where;
  return {
    ...artifactOf(file),
    region:
      line === undefined ? { startLine: 1 } : { startLine: line, startColumn: column, endLine, endColumn },
  };
}

function artifactOf(file: string): { readonly artifactLocation: object } {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return { artifactLocation: { uri, uriBaseId: "%SRCROOT%" } };
}
