/** nur-ci at a terminal: the composition root. Exit 0 = done and clean, 1 = problems found, 2 = bad usage. */

import { homedir } from "node:os";
import { join } from "node:path";
import { hasErrors, type Problem, renderProblem } from "../../workflows/problem.ts";
import { deliver, hostFor, writeOut } from "./format.ts";
import { runInfra } from "./infra.ts";
import { parseOptions } from "./options.ts";
import { helpOf } from "./usage.ts";
import { type ActionVerb, actionVerbs } from "./verbs.ts";
import { workflowsVerb } from "./workflows.ts";

const others: Readonly<Record<string, { does: string; run: (argv: readonly string[]) => Promise<number> }>> =
  {
    workflows: {
      does: "render every generated file; --write them, or --check that they are fresh",
      run: workflowsVerb,
    },
    local: {
      does: "start the loopback GitHub and Cachix, print their URLs",
      run: (argv) => runInfra("local", argv),
    },
    adopt: {
      does: "write the stack file of a repository that is there already, so that the first update changes nothing",
      run: (argv) => runInfra("adopt", argv),
    },
  };

export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h") return help(name === undefined);
  const verb = actionVerbs.find((candidate) => candidate.name === name);
  if (verb !== undefined) return performVerb(verb, rest);
  const other = others[name];
  if (other !== undefined) return other.run(rest);
  return misuse({
    code: "option-unknown",
    severity: "error",
    where: "nur-ci",
    what: `${JSON.stringify(name)} is no verb`,
    fix: `nur-ci ${[...actionVerbs.map((known) => known.name), ...Object.keys(others)].join("|")}`,
  });
}

async function performVerb(verb: ActionVerb, argv: readonly string[]): Promise<number> {
  const options = parseOptions(verb, argv, process.env);
  if (!options.ok) return misuse(...options.problems);
  if (options.value.help) return print(helpOf(verb));
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const { format } = options.value;
  const host = await hostFor(format, process.env, join(cache, "nur-ci"));
  const report = await verb.perform(options.value, host);
  if ("outputs" in report) {
    await deliver(report, format, host);
    return (report.failed ?? false) || hasErrors(report.problems) ? 1 : 0;
  }
  return misuse(...report);
}

async function help(misused: boolean): Promise<number> {
  const lines = [
    "nur-ci: CI and binary cache for Nix package sets, at a terminal",
    "",
    ...actionVerbs.map((verb) => `  ${verb.name.padEnd(10)} ${verb.does}`),
    ...Object.entries(others).map(([name, { does }]) => `  ${name.padEnd(10)} ${does}`),
    "",
    "nur-ci VERB --help shows its options; exit 0 = clean, 1 = problems found, 2 = bad usage",
  ];
  if (misused) process.stderr.write(`${lines.join("\n")}\n`);
  else await print(lines.join("\n"));
  return misused ? 2 : 0;
}

function misuse(...problems: readonly Problem[]): number {
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  return 2;
}

async function print(text: string): Promise<number> {
  await writeOut(text);
  return 0;
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`nur-ci met a fault of its own: ${String((error as Error).stack ?? error)}\n`);
    process.exitCode = 1;
  }
}
