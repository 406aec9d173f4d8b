/** hash-guard: reads files, runs the rules, reports. It changes nothing and needs neither Nix nor a network. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { InputsOf, OutputsOf } from "../../workflows/contract/contract.ts";
import type { hashGuard } from "../../workflows/contract/hash-guard.ts";
import type { Severity } from "../../workflows/problem.ts";
import type { Host, Report } from "../lib/host/host.ts";
import { type Checked, checkSource, conclude } from "./check.ts";
import { discover, type Found } from "./discover.ts";
import { compareFindings, type Finding } from "./finding.ts";
import { readSource } from "./read.ts";
import { renderFindings, renderSummary, type Tally } from "./render.ts";

type Inputs = InputsOf<typeof hashGuard>;
type Outputs = OutputsOf<typeof hashGuard>;

/** Files read at once. */
const readers = 16;

export async function run(inputs: Inputs, host: Host): Promise<Report<Outputs>> {
  const started = performance.now();
  const { files, findings } = await discover(host.workspace, inputs.paths, async () => undefined);
  const found = [...findings, ...(await checkFiles(files, host))].sort(compareFindings);
  const tally: Tally = {
    error: countOf(found, "error"),
    warning: countOf(found, "warning"),
    note: countOf(found, "note"),
    files: files.length,
    seconds: (performance.now() - started) / 1000,
  };
  const json = {
    version: 1,
    files: tally.files,
    errors: tally.error,
    warnings: tally.warning,
    findings: found,
  };
  const reportFile = join(host.temporary, "hash-guard.json");
  await writeFile(reportFile, `${JSON.stringify(json, null, 2)}\n`);
  return {
    outputs: { errors: String(tally.error), warnings: String(tally.warning), reportFile },
    problems: found,
    failed: host.signal.aborted || (inputs.failOn === "warning" && tally.warning > 0),
    json,
    text: renderFindings(found, tally),
    summary: renderSummary(found, tally),
  };
}

/** Reads and checks with a few readers at once; stops taking files when the host is told to stop. */
export async function checkFiles(files: readonly Found[], host: Host): Promise<readonly Finding[]> {
  const unread: Finding[] = [];
  const checked: Checked[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < files.length && !host.signal.aborted) {
      const index = next++;
      const source = await readSource(files[index] as Found);
      if ("text" in source) checked[index] = checkSource(source);
      else unread.push(source);
      if (index % 1000 === 999) host.progress(`${index + 1} of ${files.length} files`);
    }
  };
  await Promise.all(Array.from({ length: readers }, work));
  return [...unread, ...conclude(checked.filter((file) => file !== undefined))].sort(compareFindings);
}

function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
