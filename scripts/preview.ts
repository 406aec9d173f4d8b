/** `npm run preview`: what a stack would change, as a table or JSON. With `pulumi` on PATH it asks it, without it evaluates the program. It changes nothing. */

import { parseArgs, styleText } from "node:util";
import { type ChangeClass, changeClasses } from "../infra/change-class.ts";
import { hasProgram } from "../infra/local/programs.ts";
import { countActions, type PlanRow, renderPlan, renderWarnings } from "../infra/plan-rows.ts";
import { previewProgram, previewStack } from "../infra/preview.ts";
import { stackFile } from "../infra/stack-file.ts";
import { renderProblem } from "../workflows/problem.ts";

const usage = `npm run -s preview -- --stack NAME [--offline] [--json] [--refuse ${changeClasses.join("|")}]…`;

type Choices = {
  readonly stack: string;
  readonly offline: boolean;
  readonly json: boolean;
  readonly refuse: readonly ChangeClass[];
};

async function preview(choices: Choices): Promise<number> {
  const { stack, json } = choices;
  const engine = !choices.offline && hasProgram("pulumi", process.env) ? "pulumi" : "evaluation";
  const ask = engine === "pulumi" ? previewStack : previewProgram;
  const asked = await ask({ stack, file: stackFile(stack), environment: process.env });
  if (!asked.ok) {
    for (const problem of asked.problems) console.error(renderProblem(problem));
    return 1;
  }
  const rows = asked.value;
  if (json) process.stdout.write(`${JSON.stringify({ version: 1, stack, engine, rows }, undefined, 2)}\n`);
  else show(rows, engine);
  return refused(rows, choices.refuse) ? 1 : 0;
}

function show(rows: readonly PlanRow[], engine: "pulumi" | "evaluation"): void {
  console.log(renderPlan(rows));
  console.log(`\n${countActions(rows)}`);
  if (engine === "evaluation")
    console.log("by the program alone, which does not know what is there already; pulumi was not asked");
  const warnings = engine === "pulumi" ? renderWarnings(rows) : "";
  if (warnings !== "") console.log(styleText("yellow", `\n${warnings}`));
}

function refused(rows: readonly PlanRow[], classes: readonly ChangeClass[]): boolean {
  const grave = rows.filter(({ effect }) => effect !== "" && classes.includes(effect));
  for (const { effect, kind, name } of grave)
    console.error(`refused: ${kind} ${name} is ${effect}, and --refuse ${effect} was given`);
  return grave.length > 0;
}

function parseChoices(argv: readonly string[]): Choices {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      stack: { type: "string" },
      offline: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      refuse: { type: "string", multiple: true, default: [] },
    },
  });
  const { stack, refuse, offline, json } = values;
  if (stack === undefined || stack === "") throw new Error("--stack is not given");
  const unknown = refuse.find((name) => !isChangeClass(name));
  if (unknown !== undefined)
    throw new Error(`--refuse ${JSON.stringify(unknown)} is none of ${changeClasses.join(", ")}`);
  return { stack, offline, json, refuse: refuse.filter(isChangeClass) };
}

function isChangeClass(name: string): name is ChangeClass {
  return (changeClasses as readonly string[]).includes(name);
}

let choices: Choices;
try {
  choices = parseChoices(process.argv.slice(2));
} catch (error) {
  console.error(`preview: error[option-unknown]: ${(error as Error).message}\n  fix: ${usage}`);
  process.exit(2);
}
process.exitCode = await preview(choices);
