/** What a verb is at the terminal: the contract of its action, and the words the terminal has for it. */

import type { Contract, Input } from "../../workflows/contract/contract.ts";
import type { Format } from "./format.ts";

export type Verb = {
  readonly name: string;
  readonly does: string;
  readonly contract: Contract;
  /** Input that takes the positional arguments. */
  readonly positionals?: string;
  /** Option name at the terminal → input name, where the terminal has a shorter word. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Forms besides text and JSON that `--format` may ask for. */
  readonly formats?: readonly Format[];
};

/** Secrets come from the environment only, so that no other user of the machine reads them in the process list. */
export const secretVariables: Readonly<Record<string, string>> = {
  "auth-token": "CACHIX_AUTH_TOKEN",
  "signing-key": "CACHIX_SIGNING_KEY",
};

/** Option name → input. */
export function optionNames(verb: Verb): ReadonlyMap<string, Input> {
  const short = new Map(Object.entries(verb.aliases ?? {}).map(([alias, name]) => [name, alias]));
  return new Map(
    Object.entries<Input>(verb.contract.inputs)
      .filter(([name, input]) => input.kind !== "secret" && name !== verb.positionals)
      .map(([name, input]) => [short.get(name) ?? name, input]),
  );
}
