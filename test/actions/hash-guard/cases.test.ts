import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { checkSource, conclude } from "../../../actions/hash-guard/check.ts";
import { rules } from "../../../actions/hash-guard/rules/rules.ts";
import { root } from "../../support/tree.ts";

const cases = join(root, "test/actions/hash-guard/cases");

/** `FILE:LINE:COLUMN: SEVERITY[RULE]`, one line a finding, in the order of the report. */
function found(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && path !== join(folder, "expected"));
  const checked = files
    .toSorted()
    .map((path) => checkSource({ file: relative(folder, path), text: readFileSync(path, "utf8") }));
  return conclude(checked)
    .map(({ where, severity, code }) => `${where.file}:${where.line}:${where.column}: ${severity}[${code}]\n`)
    .join("");
}

describe.each(readdirSync(cases))("%s", (rule) => {
  test.each(readdirSync(join(cases, rule)))("%s", (name) => {
    const folder = join(cases, rule, name);
    expect(found(folder)).toBe(readFileSync(join(folder, "expected"), "utf8"));
  });
});

test("every rule has cases that find and cases that do not", () => {
  const lacking = rules.filter(({ code }) => {
    const names = readdirSync(join(cases, code));
    const finds = names.filter((name) => readFileSync(join(cases, code, name, "expected"), "utf8") !== "");
    return finds.length < 3 || names.length - finds.length < 2;
  });
  expect(lacking.map(({ code }) => code)).toEqual([]);
});
