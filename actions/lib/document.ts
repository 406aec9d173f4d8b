/** JSON documents that stages hand to one another, read back by schema: a stranger's or a torn file is a problem, not a crash. */

import * as v from "valibot";
import { type Outcome, refuse, succeed } from "../../workflows/problem.ts";

export type DocumentKind = {
  /** Names the whole document where a fault has no field: "plan". */
  readonly name: string;
  /** The command that makes it again. */
  readonly remake: string;
};

/** Problem plan-unreadable, at `source`, naming the field. */
export function parseDocument<S extends v.GenericSchema>(
  schema: S,
  kind: DocumentKind,
  { text, source }: { readonly text: string; readonly source: string },
): Outcome<v.InferOutput<S>> {
  const bad = (what: string): Outcome<v.InferOutput<S>> =>
    refuse({
      code: "plan-unreadable",
      severity: "error",
      where: source,
      what,
      fix: `make it again: ${kind.remake}`,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad(`not JSON: ${(error as Error).message}`);
  }
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return succeed(parsed.output);
  const first = parsed.issues[0];
  return bad(`${v.getDotPath(first) ?? kind.name}: ${first.message.toLowerCase()}`);
}
