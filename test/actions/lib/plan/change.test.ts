import { expect, test } from "@jest/globals";
import type { DerivedAttribute, Evaluation } from "../../../../actions/lib/nix/evaluation.ts";
import { compareEvaluations } from "../../../../actions/lib/plan/change.ts";

type Side = Pick<Evaluation, "derived" | "withheld" | "problems">;

/** Attribute name to the derivation it has; `broken` is withheld, `throws` does not evaluate. */
function aSide(attributes: Readonly<Record<string, string>>, system = "x86_64-linux"): Side {
  const of = (kind: (derivation: string) => boolean): readonly DerivedAttribute[] =>
    Object.entries(attributes)
      .filter(([, derivation]) => kind(derivation))
      .map(([name, drvPath]) => ({ attr: `packages.${system}.${name}`, system, name, drvPath, outputs: {} }));
  const problem = { code: "evaluation-failed", severity: "error", where: "x", what: "x", fix: "x" } as const;
  return {
    derived: of((derivation) => !["broken", "throws"].includes(derivation)),
    withheld: of((derivation) => derivation === "broken").map((one) => ({ ...one, reason: "broken" })),
    problems: of((derivation) => derivation === "throws").map(({ attr }) => ({ ...problem, attr })),
  };
}

const short = (attrs: readonly string[]): string => attrs.map((attr) => attr.split(".").at(-1)).join(" ");

test.each([
  ["nothing", { a: "1" }, { a: "1" }, ["", "", "", 1, 0]],
  ["a new attribute", { a: "1" }, { a: "1", b: "2" }, ["b", "", "", 1, 1]],
  ["another derivation", { a: "1" }, { a: "2" }, ["", "a", "", 0, 1]],
  ["one that goes", { a: "1", b: "2" }, { a: "1" }, ["", "", "b", 1, 0]],
  ["a new name for what there was", { a: "1" }, { b: "1" }, ["b", "", "a", 0, 0]],
  ["two names of one new derivation", {}, { a: "1", b: "1" }, ["a b", "", "", 0, 1]],
  ["no longer broken", { a: "broken" }, { a: "1" }, ["", "a", "", 0, 1]],
  ["evaluates again", { a: "throws" }, { a: "1" }, ["", "a", "", 0, 1]],
  ["now broken", { a: "1" }, { a: "broken" }, ["", "", "", 0, 0]],
  ["no longer evaluates", { a: "1" }, { a: "throws" }, ["", "", "", 0, 0]],
  ["a broken one goes", { a: "broken" }, {}, ["", "", "a", 0, 0]],
])("%s", (_, base, head, [added, changed, removed, unchanged, rebuilt]) => {
  const change = compareEvaluations(aSide(head), aSide(base), []);
  expect({
    ...{ added: short(change.added), changed: short(change.changed), removed: short(change.removed) },
    unchanged: change.unchanged,
    rebuilt: change.rebuilds.reduce((sum, { packages }) => sum + packages, 0),
  }).toEqual({ added, changed, removed, unchanged, rebuilt });
});

test("rebuilds are counted by organization and system", () => {
  const head = [
    aSide({ "tangled-a": "1", "tangled-b": "2", other: "3" }),
    aSide({ "tangled-a": "4", "microcosm-a": "5" }, "aarch64-linux"),
  ];
  const both = { derived: head.flatMap(({ derived }) => derived), withheld: [], problems: [] };
  expect(compareEvaluations(both, aSide({ other: "3" }), ["microcosm", "tangled"]).rebuilds).toEqual([
    { organization: "microcosm", system: "aarch64-linux", packages: 1 },
    { organization: "tangled", system: "aarch64-linux", packages: 1 },
    { organization: "tangled", system: "x86_64-linux", packages: 2 },
  ]);
});
