/** Options of a verb, made from the contract of its action: the same word means the same thing in both. */

import { parseArgs } from "node:util";
import type { Input } from "../../workflows/contract/contract.ts";
import { type Outcome, refuse, succeed } from "../../workflows/problem.ts";
import type { Environment } from "../lib/host/host.ts";
import { type Format, formatOf } from "./format.ts";
import { usageOf } from "./usage.ts";
import { optionNames, secretVariables, type Verb } from "./verb.ts";

export type Options = {
  /** What goes to standard output. */
  readonly format: Format;
  readonly help: boolean;
  /** The text of an input, `""` when it was not given: what `parseInputs` reads. */
  readonly read: (name: string) => string;
};

export function parseOptions(
  verb: Verb,
  argv: readonly string[],
  environment: Environment,
): Outcome<Options> {
  const named = optionNames(verb);
  const refused = (what: string) =>
    refuse({
      code: "option-unknown",
      severity: "error",
      where: `nur-ci ${verb.name}`,
      what,
      fix: usageOf(verb),
    });
  try {
    const { values, positionals } = parseArgs({
      args: argv.map((word, at) => flagValue(named, word, argv[at + 1])),
      options: {
        ...Object.fromEntries(
          [...named.keys()].map((name) => [name, { type: "string", multiple: true } as const]),
        ),
        ...(verb.formats === undefined ? {} : { format: { type: "string" } as const }),
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: verb.positionals !== undefined,
    });
    const given = collect(verb, named, values as Record<string, readonly string[] | boolean>, positionals);
    const { format: wanted, json } = values as { format?: string; json?: boolean };
    const format = formatOf(verb.formats ?? [], { wanted, json: json === true });
    if (typeof format !== "string") return refused(format.what);
    return succeed({
      format,
      help: values["help"] === true,
      read: (name) => environment[secretVariables[name] ?? ""] ?? given.get(name)?.join("\n") ?? "",
    });
  } catch (error) {
    return refused(firstSentence((error as Error).message));
  }
}

/** A flag alone means true; `--fix true` and `--fix false` are understood too. */
function flagValue(named: ReadonlyMap<string, Input>, word: string, next: string | undefined): string {
  const isFlag = named.get(word.replace(/^--/, ""))?.kind === "flag" && word.startsWith("--");
  return isFlag && !/^(?:true|false)$/i.test(next ?? "") ? `${word}=true` : word;
}

function collect(
  verb: Verb,
  named: ReadonlyMap<string, Input>,
  values: Readonly<Record<string, readonly string[] | boolean>>,
  positionals: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, readonly string[]>();
  for (const name of named.keys()) {
    const value = values[name];
    if (Array.isArray(value)) given.set(verb.aliases?.[name] ?? name, value);
  }
  if (verb.positionals !== undefined && positionals.length > 0) given.set(verb.positionals, positionals);
  return given;
}

function firstSentence(message: string): string {
  const sentence = message.split(/\. (?=[A-Z])/)[0] ?? message;
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
