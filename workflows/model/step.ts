/** One step: an action that is pinned or ours, or a shell text in which no expression can stand. */

import type { Contract, Input } from "../contract/contract.ts";
import { type Pin, type PinName, pins } from "../pins.ts";
import {
  type Condition,
  type Expression,
  expression,
  identifier,
  type Secret,
  type Value,
} from "./expression.ts";

/** Only in types: what a step leaves in `steps.ID.outputs`. */
declare const leaves: unique symbol;
declare const trusted: unique symbol;

/** Made by `pinned`, `ours` and `call` only: a `uses:` nobody looked up cannot be written. */
export type ActionReference = {
  readonly uses: string;
  /** Rendered beside it: the version of a SHA, or why a linter's rule does not apply. */
  readonly comment: string;
  readonly [trusted]: true;
};

/** Made by `run` only: holds no `${{`. */
type ShellText = string & { readonly [trusted]: true };

export type StepOptions<Needs extends string = never> = {
  /** A sentence for the log, without a full stop. */
  readonly name: string;
  readonly if?: Condition<Needs>;
  readonly env?: Readonly<Record<string, Value<Needs> | Secret>>;
};

export type ActionStep<Needs extends string = never> = StepOptions<Needs> & {
  readonly id?: string;
  readonly uses: ActionReference;
  readonly with?: Readonly<Record<string, Value<Needs> | Secret>>;
};

export type ShellStep<Needs extends string = never> = StepOptions<Needs> & {
  readonly id?: string;
  readonly run: ShellText;
};

export type Step<Needs extends string = never> = ActionStep<Needs> | ShellStep<Needs>;

/** A step whose outputs can be read by later steps of the same job. */
export type Leaving<Outputs extends string> = {
  readonly id: string;
  readonly [leaves]: (name: Outputs) => void;
};

/**
 * Where our own actions come from: this very checkout, the repository of the workflow file (for those that are called from
 * elsewhere: nothing of it is checked out), or a released commit of the repository that holds them.
 */
export type ActionSource =
  | { readonly from: "checkout" }
  | { readonly from: "self" }
  | {
      readonly from: "repository";
      /** `owner/name` */
      readonly repository: string;
      readonly sha: string;
      /** `vX.Y.Z` */
      readonly version: string;
    };

type RequiredOfPin<P extends PinName> = (typeof pins)[P] extends {
  required: readonly (infer K extends string)[];
}
  ? K
  : never;

type WithOfPin<P extends PinName, Needs extends string> = {
  readonly [K in (typeof pins)[P]["inputs"][number]]?: Value<Needs>;
} & { readonly [K in RequiredOfPin<P>]: Value<Needs> };

type PinnedOptions<P extends PinName, Needs extends string> = StepOptions<Needs> &
  ([RequiredOfPin<P>] extends [never]
    ? { readonly with?: WithOfPin<P, Needs> }
    : { readonly with: WithOfPin<P, Needs> });

/** A secret goes where a secret is asked for, and nowhere else. */
type ValueFor<I extends Input, Needs extends string> = I extends { kind: "secret" }
  ? Secret
  : I extends { kind: "choice"; choices: readonly (infer C)[] }
    ? C
    : Value<Needs>;

type RequiredInput<C extends Contract> = {
  [K in keyof C["inputs"]]: C["inputs"][K] extends { required: true } ? K : never;
}[keyof C["inputs"]];

type WithOfOurs<C extends Contract, Needs extends string> = {
  readonly [K in keyof C["inputs"]]?: ValueFor<C["inputs"][K], Needs>;
} & { readonly [K in RequiredInput<C>]: ValueFor<C["inputs"][K], Needs> };

/** A step with an action of the pin table. */
export function pinned<P extends PinName, Needs extends string = never>(
  pin: P,
  options: PinnedOptions<P, Needs>,
): ActionStep<Needs> {
  const { action, sha, version }: Pin = pins[pin];
  return { ...options, uses: { uses: `${action}@${sha}`, comment: version } } as unknown as ActionStep<Needs>;
}

/** A step with an action of ours; with an id its outputs can be read. */
export function ours<
  C extends Contract,
  Needs extends string = never,
  const Id extends string | undefined = undefined,
>(
  contract: C,
  source: ActionSource,
  options: StepOptions<Needs> & { readonly id?: Id; readonly with: WithOfOurs<C, Needs> },
): ActionStep<Needs> & (Id extends string ? Leaving<keyof C["outputs"] & string> : unknown) {
  return { ...options, uses: ownAction(contract.name, source) } as never;
}

/** A shell step. Values reach the text through `env` and `"$NAME"`. */
export function run<const Text extends string, Needs extends string = never>(
  text: Text extends `${string}\${{${string}`
    ? "an expression in a shell text is an injection: pass it by env"
    : Text,
  options: StepOptions<Needs>,
): ShellStep<Needs> {
  if (text.includes("${{")) throw new Error(`an expression in a shell text: ${JSON.stringify(text)}`);
  return { ...options, run: text as unknown as ShellText };
}

export function stepOutput<Outputs extends string>(
  step: Leaving<Outputs>,
  name: NoInfer<Outputs>,
): Expression {
  return expression(`steps.${identifier(step.id)}.outputs.${identifier(name)}`);
}

/** A path of this repository, with the reason why it is not written the way zizmor prefers. */
export function selfReference(uses: string): ActionReference {
  const comment = "zizmor: ignore[self-repository] actionlint, act and GitHub Enterprise do not know $/ yet";
  return { uses, comment } as ActionReference;
}

function ownAction(name: string, source: ActionSource): ActionReference {
  if (source.from === "checkout") return selfReference(`./actions/${name}`);
  if (source.from === "self")
    return { uses: `$/actions/${name}`, comment: "of the commit this file is from" } as ActionReference;
  const { repository, sha, version } = source;
  return { uses: `${repository}/actions/${name}@${sha}`, comment: version } as ActionReference;
}
