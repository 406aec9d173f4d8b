import { describe, expect, test } from "@jest/globals";
import { planAnnotations } from "../../../../actions/lib/host/annotation.ts";
import { fitSummary } from "../../../../actions/lib/host/summary.ts";
import type { Problem } from "../../../../workflows/problem.ts";

function aProblem(overrides: Partial<Problem> = {}): Problem {
  return {
    code: "hash-placeholder",
    severity: "error",
    where: "x",
    what: "wrong",
    fix: "mend it",
    ...overrides,
  };
}

describe("planAnnotations", () => {
  test("ten of a level are shown as they are", () => {
    expect(planAnnotations(Array.from({ length: 10 }, () => aProblem()))).toHaveLength(10);
  });

  test("the eleventh makes the tenth count what is left out, so that nothing disappears", () => {
    const annotations = planAnnotations(
      Array.from({ length: 25 }, (_, index) => aProblem({ where: `attr-${index}` })),
    );
    expect(annotations).toHaveLength(10);
    expect(annotations[9]).toMatchObject({ level: "error", title: "and 16 more" });
    expect(annotations[9]?.message).toContain("attr-24");
  });

  test("levels have limits of their own", () => {
    const both = [...Array.from({ length: 12 }, () => aProblem()), aProblem({ severity: "warning" })];
    expect(planAnnotations(both)).toHaveLength(11);
  });

  test("a message is cut at 4,096 characters", () => {
    expect(planAnnotations([aProblem({ what: "x".repeat(9000) })])[0]?.message).toHaveLength(4096);
  });

  test("a place in a file becomes the annotation's place", () => {
    const where = { file: "pkgs/a.nix", line: 3, column: 5 };
    expect(planAnnotations([aProblem({ where })])[0]).toMatchObject(where);
  });
});

describe("fitSummary", () => {
  test("leaves a page within the limit alone", () => {
    expect(fitSummary("a\nb\n", 100)).toBe("a\nb\n");
  });

  test("measures bytes, not characters, and cuts at a line's end", () => {
    const page = "é".repeat(20).concat("\n").repeat(40);
    const fitted = fitSummary(page, 1000);
    expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(1000);
    expect(fitted).toMatch(/é\n\n_This summary was cut/);
  });
});
