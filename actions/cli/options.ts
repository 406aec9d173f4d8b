/** Options of a verb, made from the contract of its action: the same word means the same thing in both. */

import { parseArgs } from "node:util";
import type { Contract, Input } from "../../workflows/contract/contract.ts";
import { type Outcome, refuse, succeed } from "../../workflows/problem.ts";
import type { Environment } from "../lib/host/host.ts";

export type Verb = {
  readonly name: string;
  readonly does: string;
  readonly contract: Contract;
  /** Input that takes the positional arguments. */
  readonly positionals?: string;
  /** Option name at the terminal → input name, where the terminal has a shorter word. */
  readonly aliases?: Readonly<Record<string, string>>;
};

export type Options = {
  readonly json: boolean;
  readonly help: boolean;
  /** The text of an input, `""` when it was not given: what `parseInputs` reads. */
  readonly read: (name: string) => string;
};

/** Secrets come from the environment only, so that no other user of the machine reads them in the process list. */
const secretVariables: Readonly<Record<string, string>> = {
  "auth-token": "CACHIX_AUTH_TOKEN",
  "signing-key": "CACHIX_SIGNING_KEY",
};

export function parseOptions(
  verb: Verb,
  argv: readonly string[],
  environment: Environment,
): Outcome<Options> {
  const named = optionNames(verb);
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(
          [...named.keys()].map((name) => [name, { type: "string", multiple: true } as const]),
        ),
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: verb.positionals !== undefined,
    });
    const given = collect(verb, named, values as Record<string, readonly string[] | boolean>, positionals);
    return succeed({
      json: values["json"] === true,
      help: values["help"] === true,
      read: (name) => environment[secretVariables[name] ?? ""] ?? given.get(name)?.join("\n") ?? "",
    });
  } catch (error) {
    return refuse({
      code: "option-unknown",
      severity: "error",
      where: `nur-ci ${verb.name}`,
      what: firstSentence((error as Error).message),
      fix: usageOf(verb),
    });
  }
}

export function usageOf(verb: Verb): string {
  const rest = verb.positionals === undefined ? "" : ` [${verb.positionals.toUpperCase()}…]`;
  const options = [...optionNames(verb)].map(([name, input]) => `[--${name} ${valueName(input)}]`);
  return `nur-ci ${verb.name}${rest} ${[...options, "[--json]"].join(" ")}`;
}

/** Option name → input. */
function optionNames(verb: Verb): ReadonlyMap<string, Input> {
  const short = new Map(Object.entries(verb.aliases ?? {}).map(([alias, name]) => [name, alias]));
  return new Map(
    Object.entries<Input>(verb.contract.inputs)
      .filter(([name, input]) => input.kind !== "secret" && name !== verb.positionals)
      .map(([name, input]) => [short.get(name) ?? name, input]),
  );
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

function valueName(input: Input): string {
  return (
    input.choices?.join("|") ??
    { lines: "VALUE…", flag: "true|false", count: "N" }[input.kind as string] ??
    "VALUE"
  );
}

function firstSentence(message: string): string {
  const sentence = message.split(/\. (?=[A-Z])/)[0] ?? message;
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
