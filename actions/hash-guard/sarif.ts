/** Findings as SARIF 2.1.0, for code scanning: one rule page each, fingerprints that outlive moved lines. */

import type { Finding } from "./finding.ts";
import { fingerprintsOf } from "./fingerprint.ts";
import type { Rule } from "./rules/rule.ts";

/** GitHub takes no more results of one run. */
const mostResults = 25_000;

export function renderSarif(findings: readonly Finding[], rules: readonly Rule[]): string {
  const fingerprints = fingerprintsOf(findings);
  const indexes = new Map(rules.map(({ code }, index) => [code, index]));
  const results = findings.slice(0, mostResults).map((finding, index) => ({
    ruleId: finding.code,
    ...(indexes.has(finding.code) ? { ruleIndex: indexes.get(finding.code) } : {}),
    level: finding.severity,
    message: { text: `${finding.what}\nfix: ${finding.fix}` },
    locations: [{ physicalLocation: locationOf(finding) }],
    partialFingerprints: { "hashGuard/v1": fingerprints[index] },
  }));
  const driver = { name: "hash-guard", rules: rules.map(ruleOf) };
  const run = { tool: { driver }, columnKind: "utf16CodeUnits", results };
  const schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] }, null, 2)}\n`;
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
    artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" },
    region:
      line === undefined ? { startLine: 1 } : { startLine: line, startColumn: column, endLine, endColumn },
  };
}
