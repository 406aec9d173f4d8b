/** A verb's options in words: one line for whoever mistyped, a page for `--help`. Both come from the contract of its action. */

import type { Input } from "../../workflows/contract/contract.ts";
import { formatsOf } from "./format.ts";
import { optionNames, secretVariables, type Verb } from "./verb.ts";

export function usageOf(verb: Verb): string {
  const options = [...optionsOf(verb)].map(([word]) => `[${word}]`);
  return `nur-ci ${verb.name}${positionalsOf(verb)} ${options.join(" ")}`;
}

export function helpOf(verb: Verb): string {
  const { name, does, positionals, contract } = verb;
  const inputs = Object.entries<Input>(contract.inputs);
  const given = inputs
    .filter(([input]) => input === positionals)
    .map(([input, { description }]) => [`${input.toUpperCase()}…`, description] as const);
  const secrets = inputs
    .filter(([, { kind }]) => kind === "secret")
    .map(([input, { description }]) => [secretVariables[input] ?? input, description] as const);
  return [
    `usage: nur-ci ${name} [OPTION…]${positionalsOf(verb)}`,
    "",
    `  ${does}`,
    ...page("", given),
    ...page("options", optionsOf(verb)),
    ...page("environment", secrets),
    "",
    "exit 0 = clean, 1 = problems found, 2 = bad usage",
  ].join("\n");
}

type Row = readonly [word: string, does: string];

/** Every option but the positional ones, with what it is. */
function optionsOf(verb: Verb): readonly Row[] {
  const own = [...optionNames(verb)].map(([name, input]): Row => [optionWord(name, input), describe(input)]);
  const { formats } = verb;
  const format: Row = [
    `--format ${formatsOf(formats ?? []).join("|")}`,
    "What goes to standard output (default: text)",
  ];
  return [
    ...own,
    ...(formats === undefined ? [] : [format]),
    ["--json", "One JSON document on standard output, and nothing else"],
  ];
}

function page(title: string, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const lines = rows.flatMap(([word, does]) => [`  ${word}`, `      ${does}`]);
  return title === "" ? ["", ...lines] : ["", `${title}:`, ...lines];
}

function positionalsOf({ positionals }: Verb): string {
  return positionals === undefined ? "" : ` [${positionals.toUpperCase()}…]`;
}

function optionWord(name: string, input: Input): string {
  if (input.kind === "flag") return `--${name}`;
  const value = input.choices?.join("|") ?? { lines: "VALUE…", count: "N" }[input.kind as string] ?? "VALUE";
  return `--${name} ${value}`;
}

function describe({ description, default: value, kind }: Input): string {
  return value === undefined || kind === "flag" ? description : `${description} (default: ${value})`;
}
