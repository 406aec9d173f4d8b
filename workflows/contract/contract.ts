/** How an action declares its inputs and outputs: once, here; action.yml, README, `with:` types and CLI options follow. */

export type InputKind = "text" | "lines" | "flag" | "count" | "choice" | "secret";

export type Input = {
  readonly kind: InputKind;
  readonly description: string;
  /** As written in action.yml. Absent: the input is empty unless given. */
  readonly default?: string;
  readonly required?: boolean;
  /** Other words for it, accepted where a user comes from another action. */
  readonly aliases?: readonly string[];
  /** For `choice` only. */
  readonly choices?: readonly string[];
  /** For `choice`: other words that are taken, and what they stand for. Not shown anywhere. */
  readonly synonyms?: Readonly<Record<string, string>>;
};

export type Output = { readonly description: string };

export type Contract = {
  /** Folder of the action, and the middle of its `uses:`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string;
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, Output>>;
  /** The action has something to finish when the job ends, whatever became of the job. */
  readonly post?: boolean;
};

export type Camel<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S;

type ValueOf<I extends Input> = I extends { kind: "choice"; choices: readonly (infer C)[] }
  ? C
  : {
      text: string;
      lines: readonly string[];
      flag: boolean;
      count: number;
      choice: string;
      secret: string;
    }[I["kind"]];

/** Parsed inputs: kebab-case names become camelCase; text and secrets not given are `""`, lines not given are `[]`. */
export type InputsOf<C extends Contract> = {
  readonly [K in keyof C["inputs"] & string as Camel<K>]: ValueOf<C["inputs"][K]>;
};

export type OutputsOf<C extends Contract> = {
  readonly [K in keyof C["outputs"] & string as Camel<K>]: string;
};

export function camelCase(kebab: string): string {
  return kebab.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
