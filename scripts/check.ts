/** `npm run check`: everything that must hold before a change lands, one line each, all of them even when one fails. */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";

type Step = { readonly name: string; readonly argv: readonly string[]; readonly mend: string };

const root = join(import.meta.dirname, "..");
const testReport = join(root, ".local/jest.json");
const node = process.execPath;
const plain = process.stdout.isTTY ? [] : ["--colors=off"];

const steps: readonly Step[] = [
  { name: "types", argv: ["tsc", "-p", "."], mend: "npx tsc -p ." },
  {
    name: "format and lint",
    argv: ["biome", "ci", "--log-level=error", ...plain, "."],
    mend: "npm run format",
  },
  { name: "dead code", argv: ["knip", "--no-progress"], mend: "npx knip" },
  { name: "bundles are fresh", argv: [node, "scripts/bundle.ts", "--check"], mend: "npm run bundle" },
  {
    name: "generated files are fresh",
    argv: [node, "actions/cli/main.ts", "workflows", "--check"],
    mend: "npm run -s nur-ci -- workflows --write",
  },
  {
    name: "workflows lint",
    argv: [node, "scripts/lint-workflows.ts"],
    mend: "node scripts/lint-workflows.ts",
  },
  { name: "tests", argv: ["npm", "test", "--", "--json", `--outputFile=${testReport}`], mend: "npm test" },
];

function runStep(step: Step): boolean {
  const started = performance.now();
  const [program = "", ...args] = step.argv;
  const { status } = spawnSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const mark = status === 0 ? styleText("green", "ok") : styleText("red", "failed");
  console.log(`${mark}  ${step.name}  ${seconds} s${status === 0 ? "" : `  → ${step.mend}`}`);
  return status === 0;
}

/** The line that tells a reader, and a machine, that tests really ran. */
function printTestCount(): boolean {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(testReport, "utf8"));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  return numPassedTests > 0;
}

mkdirSync(join(root, ".local"), { recursive: true });
rmSync(testReport, { force: true });
const failed = steps.filter((step) => !runStep(step));
const counted = printTestCount();
process.exitCode = failed.length === 0 && counted ? 0 : 1;
