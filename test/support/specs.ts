/** Package sets for tests: this repository as it is, a fork that takes our actions from a release, and one that calls our workflows as they are. */

import { ownOrganizations } from "../../actions/cli/workflows.ts";
import { parseSpec, type Spec } from "../../workflows/spec.ts";
import { callerSpec, forkSpec, ownSpec } from "../../workflows/specs.ts";
import { root } from "./tree.ts";

type Overrides = Readonly<Record<string, unknown>>;

export const thisSpec: Spec = ownSpec(ownOrganizations(root));

export function aForkSpec(overrides: Overrides = {}): Spec {
  return specOf({ ...forkSpec, ...overrides });
}

export function aCallingSpec(overrides: Overrides = {}): Spec {
  return specOf({ ...callerSpec, ...overrides });
}

function specOf(value: unknown): Spec {
  const parsed = parseSpec(value);
  if (!parsed.ok) throw new Error("no spec", { cause: parsed.problems });
  return parsed.value;
}
