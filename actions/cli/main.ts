/** nur-ci at a terminal: the composition root. Exit 0 = done and clean, 1 = problems found, 2 = bad usage. */

import { homedir } from "node:os";
import { join } from "node:path";
import { hasErrors, type Problem, renderProblem } from "../../workflows/problem.ts";
import { terminalHost } from "../lib/host/terminal-host.ts";
import { serveLocal } from "./local.ts";
import { parseOptions, usageOf } from "./options.ts";
import { type ActionVerb, actionVerbs } from "./verbs.ts";
import { workflowsVerb } from "./workflows.ts";

const others: Readonly<Record<string, { does: string; run: (argv: readonly string[]) => Promise<number> }>> =
  {
    workflows: {
      does: "render every generated file; --write them, or --check that they are fresh",
      run: workflowsVerb,
    },
    local: { does: "start the loopback GitHub and Cachix, print their URLs", run: serveLocal },
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
  if (options.value.help) return print(usageOf(verb));
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const host = terminalHost(process.env, join(cache, "nur-ci"));
  const report = await verb.perform(options.value, host);
  if (Array.isArray(report)) return misuse(...report);
  const { problems, failed, json, text, textHasProblems } = report as Exclude<
    typeof report,
    readonly Problem[]
  >;
  if (options.value.json || !textHasProblems) for (const problem of problems) host.report(problem);
  await write(options.value.json ? `${JSON.stringify(json, null, 2)}\n` : text === "" ? "" : `${text}\n`);
  return (failed ?? false) || hasErrors(problems) ? 1 : 0;
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
  await write(`${text}\n`);
  return 0;
}

/** Waits until a pipe has taken everything: `process.exit` would cut it at 64 KiB. */
async function write(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(text, (error) => (error == null ? resolve() : reject(error))),
  );
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`nur-ci met a fault of its own: ${String((error as Error).stack ?? error)}\n`);
    process.exitCode = 1;
  }
}
