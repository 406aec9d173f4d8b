/** GitHub's expressions as values: only contexts no outsider writes, and secrets as a kind of their own that fits few places. */

/** Only in types: ids of the jobs whose results or outputs an expression reads. */
declare const reads: unique symbol;

export type Expression<Needs extends string = never> = {
  readonly kind: "expression";
  /** What stands between the braces. */
  readonly source: string;
  readonly [reads]: Needs;
};

/** What may stand under `if:`; written there without braces, so that no text beside it can make it always true. */
export type Condition<Needs extends string = never> = {
  readonly kind: "condition";
  readonly source: string;
  readonly [reads]: Needs;
};

/** Text with expressions in it. */
export type Template<Needs extends string = never> = {
  readonly kind: "template";
  readonly parts: readonly (string | Expression)[];
  readonly [reads]: Needs;
};

/** Fits only the inputs and variables of one step. */
export type Secret = { readonly kind: "secret"; readonly name: string };

export type Value<Needs extends string = never> =
  | string
  | number
  | boolean
  | Expression<Needs>
  | Template<Needs>
  /** True or false. */
  | Condition<Needs>;

/** Left out on purpose: `event`, `head_ref` and all else that the author of a pull request writes. */
export type GithubProperty =
  | "event_name"
  | "ref"
  | "repository"
  | "run_attempt"
  | "run_id"
  | "sha"
  | "workflow";

export function github(property: GithubProperty): Expression {
  return expression(`github.${property}`);
}

/** A folder of the runner that is empty when the job starts and is no part of the checkout. */
export const runnerTemporary: Expression = expression("runner.temp");

export function matrix(key: string): Expression {
  return expression(`matrix.${identifier(key)}`);
}

export function secret(name: string): Secret {
  return { kind: "secret", name: identifier(name) };
}

export function fromJson<Needs extends string>(value: Expression<Needs>): Expression<Needs> {
  return expression(`fromJSON(${value.source})`);
}

export function template<Needs extends string = never>(
  texts: TemplateStringsArray,
  ...values: readonly Expression<Needs>[]
): Template<Needs> {
  const parts = texts.flatMap((text, index) => {
    const value = values[index] as Expression | undefined;
    return value === undefined ? [plain(text)] : [plain(text), value];
  });
  return { kind: "template", parts: parts.filter((part) => part !== "") } as unknown as Template<Needs>;
}

export function always(): Condition {
  return condition("always()");
}

export function cancelled(): Condition {
  return condition("cancelled()");
}

export function not<Needs extends string>(inner: Condition<Needs>): Condition<Needs> {
  return condition(/^[a-z]+\(\)$/.test(inner.source) ? `!${inner.source}` : `!(${inner.source})`);
}

/** For a flag: an input of type boolean. */
export function holds<Needs extends string>(flag: Expression<Needs>): Condition<Needs> {
  return condition(flag.source);
}

export function equals<Needs extends string>(value: Expression<Needs>, text: string): Condition<Needs> {
  return condition(`${value.source} == ${literal(text)}`);
}

export function differs<Needs extends string>(value: Expression<Needs>, text: string): Condition<Needs> {
  return condition(`${value.source} != ${literal(text)}`);
}

export function and<Needs extends string = never>(
  ...conditions: readonly Condition<Needs>[]
): Condition<Needs> {
  return condition(conditions.map(({ source }) => source).join(" && "));
}

/** The text when the condition holds, else an empty one. */
export function textWhen<Needs extends string>(when: Condition<Needs>, text: string): Expression<Needs> {
  if (text === "") throw new Error("the text is empty either way");
  return expression(`${when.source} && ${literal(text)} || ''`);
}

/** For the builders of this folder: everyone else takes a function that names a context. */
export function expression<Needs extends string>(source: string): Expression<Needs> {
  return { kind: "expression", source } as unknown as Expression<Needs>;
}

/** A job id, a step id, an output, a secret: what GitHub takes after a dot. */
export function identifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name))
    throw new Error(`${JSON.stringify(name)} is no name GitHub takes`);
  return name;
}

/** Tells an expression from other data; a static matrix may have a key `kind`, but its values are lists. */
export function isExpression(value: unknown): value is Expression<string> {
  return typeof value === "object" && value !== null && (value as Expression).kind === "expression";
}

/** As it stands in the file: `${{ … }}` around expressions, text as it is. */
export function renderValue(value: Value<string> | Secret): string | number | boolean {
  if (typeof value !== "object") return value;
  if (value.kind === "secret") return `\${{ secrets.${value.name} }}`;
  if (value.kind === "template") return value.parts.map((part) => renderValue(part)).join("");
  return `\${{ ${value.source} }}`;
}

function condition<Needs extends string>(source: string): Condition<Needs> {
  return { kind: "condition", source } as unknown as Condition<Needs>;
}

function literal(text: string): string {
  return `'${plain(text).replaceAll("'", "''")}'`;
}

function plain(text: string): string {
  if (text.includes("${{"))
    throw new Error(`${JSON.stringify(text)} holds an expression: pass it as a value`);
  return text;
}
