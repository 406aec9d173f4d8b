/** What a workflow asks of those who call it: inputs, secrets by name, outputs. There is no `secrets: inherit`. */

import { type Expression, expression, identifier } from "./expression.ts";

export type CallInput = {
  readonly type: "string" | "boolean" | "number";
  readonly description: string;
  readonly required?: true;
  readonly default?: string | number | boolean;
};

export type CallInterface = {
  readonly inputs: Readonly<Record<string, CallInput>>;
  readonly secrets: Readonly<Record<string, { readonly description: string; readonly required?: true }>>;
  readonly outputs?: Readonly<
    Record<string, { readonly description: string; readonly value: Expression<string> }>
  >;
};

/** What the caller gave: the author of the calling workflow, never the author of a pull request. */
export function input<const Inputs extends CallInterface["inputs"]>(
  _inputs: Inputs,
  name: NoInfer<keyof Inputs & string>,
): Expression {
  return expression(`inputs.${identifier(name)}`);
}
