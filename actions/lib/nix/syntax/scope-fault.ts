/** The faults of names: defined twice, defined by an expression where none may stand, or not defined. */

import type { Fault } from "./fault.ts";

type Range = { readonly start: number; readonly end: number };

export function undefinedVariable(name: string, { start, end }: Range): Fault {
  return { kind: "undefined-variable", start, end, what: `undefined variable ${JSON.stringify(name)}` };
}

export function dynamicAttribute({ start, end }: Range, place: "let" | "inherit"): Fault {
  const what = `dynamic attributes are not allowed in ${place === "let" ? `a "let"` : `an "inherit"`}`;
  return { kind: "dynamic-attribute", start, end, what };
}

export function duplicateAttribute(name: string, one: Range, other: Range): Fault {
  return duplicate("duplicate-attribute", `attribute ${JSON.stringify(name)} is defined twice`, [one, other]);
}

export function duplicateFormal(name: string, one: Range, other: Range): Fault {
  return duplicate("duplicate-formal", `formal ${JSON.stringify(name)} is there twice`, [one, other]);
}

/** The later of the two is at fault. */
function duplicate(kind: Fault["kind"], what: string, [one, other]: readonly [Range, Range]): Fault {
  const [earlier, later] = one.start <= other.start ? [one, other] : [other, one];
  const { start, end } = later;
  return { kind, start, end, what, earlier: { start: earlier.start, end: earlier.end } };
}
