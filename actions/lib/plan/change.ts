/** What a change does to a package set: derivations of two evaluations compared, attribute by attribute. Forces and asks nothing. */

import type { Evaluation } from "../nix/evaluation.ts";
import type { Change } from "../plan-file.ts";
import { byCodeUnits } from "./order.ts";
import { ownerOf } from "./organizations.ts";

type Side = Pick<Evaluation, "derived" | "withheld" | "problems">;

/** What did not evaluate at the base, or was withheld there, counts as changed: nobody has built it. */
export function compareEvaluations(
  head: Side,
  base: Side,
  organizations: readonly string[],
): Omit<Change, "base" | "commit" | "skips"> {
  const before = new Map(base.derived.map(({ attr, drvPath }) => [attr, drvPath]));
  const atBase = attrsOf(base);
  const atHead = attrsOf(head);
  const built = derivationsOf(base);
  const added = head.derived.filter(({ attr }) => !atBase.has(attr));
  const changed = head.derived.filter(
    ({ attr, drvPath }) => atBase.has(attr) && before.get(attr) !== drvPath,
  );
  const rebuilt = head.derived.filter(({ drvPath }) => !built.has(drvPath));
  const groups = Map.groupBy(rebuilt, (attribute) =>
    JSON.stringify([ownerOf(attribute, organizations).organization, attribute.system]),
  );
  return {
    added: added.map(({ attr }) => attr),
    changed: changed.map(({ attr }) => attr),
    removed: [...base.derived, ...base.withheld].map(({ attr }) => attr).filter((attr) => !atHead.has(attr)),
    unchanged: head.derived.length - added.length - changed.length,
    rebuilds: [...groups]
      .map(([key, members]) => {
        const [organization = "", system = ""] = JSON.parse(key) as readonly string[];
        return { organization, system, packages: new Set(members.map(({ drvPath }) => drvPath)).size };
      })
      .toSorted((a, b) => byCodeUnits(a.organization, b.organization) || byCodeUnits(a.system, b.system)),
  };
}

/** Everything the base builds, under whatever name. */
export function derivationsOf({ derived }: Pick<Evaluation, "derived">): ReadonlySet<string> {
  return new Set(derived.map(({ drvPath }) => drvPath));
}

function attrsOf({ derived, withheld, problems }: Side): ReadonlySet<string> {
  return new Set([...derived, ...withheld, ...problems].map(({ attr }) => attr));
}
