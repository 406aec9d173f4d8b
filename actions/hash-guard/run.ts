/**
 * hash-guard: reads files, runs the rules, reports. It changes files only with `fix`, and needs Nix only with `eval`; no
 * network of its own.
 */

import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { InputsOf, OutputsOf } from "../../workflows/contract/contract.ts";
import type { hashGuard } from "../../workflows/contract/hash-guard.ts";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import { gitFiles } from "../lib/host/git-files.ts";
import type { Host, Report } from "../lib/host/host.ts";
import { compareBaseline, parseBaseline, renderBaseline } from "./baseline.ts";
import { applyLevels, type Config, configName, isExcluded, noConfig, parseConfig } from "./config.ts";
import { discover, type Found, type ListFiles } from "./discover.ts";
import type { Evaluated } from "./eval/evaluate.ts";
import type { Told } from "./eval/join.ts";
import type { Finding } from "./finding.ts";
import { fixFiles } from "./fix.ts";
import { counted, renderFindings, renderSummary, type Shown, tallyOf } from "./render.ts";
import { renderSarif } from "./sarif.ts";
import { scanFiles } from "./scan.ts";

type Inputs = InputsOf<typeof hashGuard>;
type Outputs = OutputsOf<typeof hashGuard>;

/** What one run found, before it is put into words. */
type Result = {
  readonly findings: readonly Finding[];
  /** Of the settings, the baseline and the evaluation; those of fetches that no file shows. */
  readonly problems: readonly Problem[];
  readonly files: number;
  readonly tolerated: number;
  readonly fixed: number;
  /** What the evaluation pass looked at, when it ran. */
  readonly evaluated?: { readonly attributes: number; readonly fetches: number };
};

export async function run(
  inputs: Inputs,
  host: Host,
  listFiles: ListFiles = (folder) => gitFiles(folder, host.environment),
): Promise<Report<Outputs>> {
  const started = performance.now();
  const config = await readConfig(inputs, host);
  const result = config.ok
    ? await guard(inputs, host, { config: config.value, listFiles })
    : { findings: [], problems: config.problems, files: 0, tolerated: 0, fixed: 0 };
  return report(inputs, host, { ...result, seconds: (performance.now() - started) / 1000 });
}

async function guard(
  inputs: Inputs,
  host: Host,
  { config, listFiles }: { readonly config: Config; readonly listFiles: ListFiles },
): Promise<Result> {
  const found = await discover(host.workspace, inputs.paths, listFiles);
  const files = found.files.filter(({ file }) => !isExcluded(config, file));
  const scan = async (told: readonly Told[] = []): Promise<readonly Finding[]> =>
    applyLevels([...found.findings, ...(await scanFiles(files, host, told))], config);
  const first = inputs.fix || !inputs.eval ? await scan() : [];
  const fixed = inputs.fix ? await fixFiles(files, first) : [];
  const evaluated = inputs.eval && !host.signal.aborted ? await evaluate(inputs, host, files) : undefined;
  const findings = fixed.length > 0 || inputs.eval ? await scan(evaluated?.told) : first;
  const compared = await withBaseline(inputs, host, { findings, files });
  const problems = [...compared.problems, ...applyLevels(evaluated?.problems ?? [], config)];
  const looked = evaluated?.looked;
  return {
    ...compared,
    problems,
    files: files.length,
    fixed: fixed.length,
    ...(looked === undefined ? {} : { evaluated: looked }),
  };
}

/** Loaded when it is asked for: most runs need neither Nix nor what speaks to it. */
async function evaluate(inputs: Inputs, host: Host, files: readonly Found[]): Promise<Evaluated> {
  const { evaluateFetches } = await import("./eval/evaluate.ts");
  return evaluateFetches(inputs, host, files);
}

async function readConfig(inputs: Inputs, host: Host): Promise<Outcome<Config>> {
  const path = resolve(host.workspace, inputs.config || configName);
  if (inputs.config === "" && !existsSync(path)) return succeed(noConfig);
  const text = await readInput(path, inputs.config || configName, "config-invalid");
  return text.ok ? parseConfig(inputs.config || configName, text.value) : text;
}

async function withBaseline(
  { baseline: name, updateBaseline }: Inputs,
  host: Host,
  { findings, files }: { readonly findings: readonly Finding[]; readonly files: readonly Found[] },
): Promise<Pick<Result, "findings" | "problems" | "tolerated">> {
  if (name === "") return { findings, problems: [], tolerated: 0 };
  const path = resolve(host.workspace, name);
  if (updateBaseline) {
    await writeFile(path, renderBaseline(findings));
    return { findings: [], problems: [], tolerated: findings.length };
  }
  const text = await readInput(path, name, "baseline-invalid");
  const baseline = text.ok ? parseBaseline(name, text.value) : text;
  if (!baseline.ok) return { findings, problems: baseline.problems, tolerated: 0 };
  const looked = new Set(files.map(({ file }) => file));
  const covers = (file: string): boolean => looked.has(file) || !existsSync(resolve(host.workspace, file));
  const { fresh, tolerated, stale } = compareBaseline(findings, baseline.value, { file: name, covers });
  return { findings: fresh, problems: stale, tolerated };
}

async function readInput(
  path: string,
  file: string,
  code: "config-invalid" | "baseline-invalid",
): Promise<Outcome<string>> {
  try {
    return succeed(await readFile(path, "utf8"));
  } catch (error) {
    const { code: reason } = error as NodeJS.ErrnoException;
    if (reason === undefined) throw error;
    const what = reason === "ENOENT" ? "does not exist" : `cannot be read: ${reason}`;
    const fix =
      code === "baseline-invalid"
        ? `write it: nur-ci guard --baseline ${file} --update-baseline`
        : "correct the path, or drop the setting";
    return refuse({ code, severity: "error", where: { file }, what: `${JSON.stringify(file)} ${what}`, fix });
  }
}

const stoppedProblem: Problem = {
  code: "cancelled",
  severity: "error",
  where: "hash-guard",
  what: "was told to stop before every file was read",
  fix: "run it again",
};

async function report(
  inputs: Inputs,
  host: Host,
  result: Result & { readonly seconds: number },
): Promise<Report<Outputs>> {
  const stopped = host.signal.aborted ? [stoppedProblem] : [];
  const shown: readonly Shown[] = [...stopped, ...result.problems, ...result.findings];
  const tally = tallyOf(shown, result);
  const json = {
    version: 1,
    files: tally.files,
    errors: tally.error,
    warnings: tally.warning,
    notes: tally.note,
    tolerated: tally.tolerated,
    ...(result.evaluated === undefined ? {} : { evaluated: result.evaluated }),
    findings: shown,
  };
  const reportFile = join(host.temporary, "hash-guard.json");
  await writeFile(reportFile, `${JSON.stringify(json, null, 2)}\n`);
  const sarif = (): string => renderSarif(result.findings, [...stopped, ...result.problems]);
  const sarifFile = inputs.sarifFile === "" ? "" : resolve(host.workspace, inputs.sarifFile);
  if (sarifFile !== "") await writeFile(sarifFile, sarif());
  return {
    outputs: { errors: String(tally.error), warnings: String(tally.warning), reportFile, sarifFile },
    problems: shown,
    failed: host.signal.aborted || (inputs.failOn === "warning" && tally.warning > 0),
    json,
    sarif,
    text: [renderFindings(shown, tally), ...renderEvaluated(result.evaluated)].join("\n"),
    textHasProblems: true,
    summary: renderSummary(shown, tally),
  };
}

/** Nothing found and nothing looked at are not the same. */
function renderEvaluated(evaluated: Result["evaluated"]): readonly string[] {
  return evaluated === undefined
    ? []
    : [
        `evaluated: ${counted(evaluated.attributes, "attribute")}, ${counted(evaluated.fetches, "fixed-output derivation")}`,
      ];
}
