/** JSON documents read back by schema: a stranger's or a torn file is a problem, not a crash. It reads no file itself. */

import * as v from "valibot";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";

export type DocumentKind = {
  /** Names the whole document where a fault has no field: "plan". */
  readonly name: string;
  /** The command that makes it again. */
  readonly remake: string;
};

/** Of a document that stages hand to one another: problem plan-unreadable, at `source`, naming the first wrong field. */
export function parseDocument<S extends v.GenericSchema>(
  schema: S,
  kind: DocumentKind,
  { text, source }: { readonly text: string; readonly source: string },
): Outcome<v.InferOutput<S>> {
  const parsed = checkDocument(schema, text, kind.name);
  if (!("faults" in parsed)) return succeed(parsed.value);
  const problem = { code: "plan-unreadable", severity: "error", where: source } as const;
  return refuse({ ...problem, what: parsed.faults[0], fix: `make it again: ${kind.remake}` });
}

/** Of a document that a person keeps: every fault as a problem like `problem`. */
export function parseKeptDocument<S extends v.GenericSchema>(
  schema: S,
  { text, name }: { readonly text: string; readonly name: string },
  problem: Omit<Problem, "what">,
): Outcome<v.InferOutput<S>> {
  const parsed = checkDocument(schema, text, name);
  if (!("faults" in parsed)) return succeed(parsed.value);
  return refuse(...parsed.faults.map((what) => ({ ...problem, what })));
}

type Checked<T> = { readonly value: T } | { readonly faults: readonly [string, ...string[]] };

function checkDocument<S extends v.GenericSchema>(
  schema: S,
  text: string,
  name: string,
): Checked<v.InferOutput<S>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { faults: [`not JSON: ${(error as Error).message}`] };
  }
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return { value: parsed.output };
  const [first, ...rest] = parsed.issues;
  const inWords = (issue: typeof first): string =>
    `${v.getDotPath(issue) ?? name}: ${issue.message.toLowerCase()}`;
  return { faults: [inWords(first), ...rest.map(inWords)] };
}
