/** Runs every rule on texts. Pure: the same texts give the same findings, in the same order. */

import { dirname } from "node:path/posix";
import type { GuardCode } from "../../workflows/problem.ts";
import { joinFindings, type Told } from "./eval/join.ts";
import { isShownOnly, kindOf } from "./file-kind.ts";
import { compareFindings, type Finding, findingOf, placesIn, type Remark, type Source } from "./finding.ts";
import { declaredInputs } from "./flake.ts";
import { lockedInputs, parseFlakeLock } from "./flake-lock.ts";
import { applyIgnores, type Ignore, ignoresOfLines, ignoresOfTree } from "./ignore.ts";
import { readNix } from "./nix-file.ts";
import { type Pin, pinsOf } from "./pin.ts";
import { ciImpure } from "./rules/ci-impure.ts";
import { type Flake, flakeLockMissing, type Lock } from "./rules/flake-lock-missing.ts";
import { flakeLockUnlocked } from "./rules/flake-lock-unlocked.ts";
import { hashDuplicate } from "./rules/hash-duplicate.ts";
import { nixRules, rules } from "./rules/rules.ts";

/** What one file says, and what it must be compared with others for; nothing of its tree is kept. */
export type Checked = {
  readonly findings: readonly Finding[];
  readonly ignores: readonly Ignore[];
  readonly pins: readonly Pin[];
  readonly flakes: readonly Flake[];
  readonly locks: readonly Lock[];
};

/** Findings of one file alone, by place. */
export function checkText(file: string, text: string): readonly Finding[] {
  return conclude([checkSource({ file, text })]);
}

/** The name decides what a file is read as, and whether it only shows faults. */
export function checkSource(source: Source): Checked {
  switch (kindOf(source.file)) {
    case "nix":
      return checkNix(source);
    case "flake-lock":
      return checkLock(source);
    case "workflow":
      return checkCommands(source, "workflow");
    case "shell":
      return checkCommands(source, "shell");
    case undefined:
      return nothing;
  }
}

/** All findings of the files, those of several files together and of evaluation among them, by place. */
export function conclude(checked: readonly Checked[], evaluated: readonly Told[] = []): readonly Finding[] {
  const pins = checked.flatMap((file) => file.pins);
  const flakes = checked.flatMap((file) => file.flakes);
  const locks = checked.flatMap((file) => file.locks);
  const findings = [
    ...checked.flatMap((file) => file.findings),
    ...hashDuplicate.compare(pins),
    ...flakeLockMissing.compare(flakes, locks),
  ];
  const ignores = checked.flatMap((file) => file.ignores);
  const joined = joinFindings(findings, evaluated);
  return applyIgnores(joined, ignores, ruleNames).map(asShown).sort(compareFindings);
}

/** What tests and documents show is a note, whatever it would be elsewhere. */
export function asShown(finding: Finding): Finding {
  return isShownOnly(finding.where.file) ? { ...finding, severity: "note" } : finding;
}

const ruleNames: ReadonlySet<string> = new Set(rules.map(({ code }) => code));

const nothing: Checked = { findings: [], ignores: [], pins: [], flakes: [], locks: [] };

function checkNix(source: Source): Checked {
  const file = readNix(source);
  const place = placesIn(source);
  const findings: Finding[] = [];
  for (const rule of nixRules)
    for (const remark of rule.check(file)) findings.push(findingOf(rule.code, remark, place));
  const inputs = /(?:^|\/)flake\.nix$/.test(source.file) ? declaredInputs(file) : undefined;
  const placed = inputs?.map(({ name, start, end }) => ({ name, ...place(start, end) }));
  return {
    findings,
    ignores: ignoresOfTree(file.tree, place),
    pins: isShownOnly(source.file) ? [] : pinsOf(file, place),
    flakes: placed === undefined || placed.length === 0 ? [] : [{ folder: folderOf(source), inputs: placed }],
    locks: [],
  };
}

function checkCommands(source: Source, kind: "workflow" | "shell"): Checked {
  const place = placesIn(source);
  const findings = remarked(source, ciImpure.code, ciImpure.check(source, kind));
  return { ...nothing, findings, ignores: ignoresOfLines(source, place) };
}

function checkLock(source: Source): Checked {
  const lock = parseFlakeLock(source.text);
  const names = typeof lock === "string" ? undefined : lockedInputs(lock);
  return {
    ...nothing,
    findings: remarked(source, flakeLockUnlocked.code, flakeLockUnlocked.check(source)),
    locks: [{ folder: folderOf(source), names }],
  };
}

function remarked(source: Source, code: GuardCode, remarks: Iterable<Remark>): readonly Finding[] {
  const place = placesIn(source);
  return Array.from(remarks, (remark) => findingOf(code, remark, place));
}

/** `""` for the workspace itself. */
function folderOf({ file }: Source): string {
  return dirname(`./${file}`).replace(/^\.\/?/, "");
}
