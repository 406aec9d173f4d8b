import { describe, expect, test } from "@jest/globals";
import type { Entry } from "../../../actions/lib/plan-file.ts";
import {
  type AttributeResult,
  type Failure,
  type FailureClass,
  failureClasses,
} from "../../../actions/lib/results-file.ts";
import { problemsOf, type Surroundings } from "../../../actions/nix-build/problems.ts";

const drv = (name: string): string => `/nix/store/${"0".repeat(32)}-${name}.drv`;

function anEntry(name: string, position?: Entry["position"]): Entry {
  return {
    ...{
      attr: name,
      organization: "test",
      name,
      system: "x86_64-linux",
      drvPath: drv(name),
      outputs: {},
      meta: {},
    },
    ...(position && { position }),
  };
}

function aFailure(
  name: string,
  rootCause = name,
  failureClass: FailureClass = "builder-failed",
): AttributeResult {
  return {
    ...{ attr: name, organization: "test", name, system: "x86_64-linux", drvPath: drv(name), outputs: {} },
    state: "failed",
    failure: {
      class: failureClass,
      rootCause: drv(rootCause),
      explanation: `${rootCause} failed`,
      logTail: [],
    },
  };
}

function around(entries: readonly Entry[], more: Partial<Surroundings> = {}): Surroundings {
  return { entries, impossible: new Map(), signal: AbortSignal.abort(), ...more };
}

describe("where", () => {
  const position = { file: "pkgs/x.nix", line: 3, column: 5 };

  test("the attribute's own place, below the flake's folder", () => {
    const [problem] = problemsOf([aFailure("a")], around([anEntry("a", position)], { folder: "nur" }));
    expect(problem?.where).toEqual({ file: "nur/pkgs/x.nix", line: 3, column: 5 });
  });

  test("of a root cause that is an attribute itself, whichever victim comes first", () => {
    const entries = [anEntry("victim"), anEntry("root", position)];
    const results = [aFailure("victim", "root"), aFailure("root")];
    const [problem] = problemsOf(results, around(entries, { folder: "" }));
    expect(problem).toMatchObject({ where: position, what: "root failed; also fails victim" });
  });

  test("the attribute's name when the flake is not on this machine", () => {
    const [problem] = problemsOf([aFailure("a")], around([anEntry("a", position)]));
    expect(problem?.where).toBe("a");
  });
});

test.each([
  ["nothing is remembered", undefined, {}, "a failed"],
  ["it is new", {}, {}, "a failed; newly broken"],
  ["it was tried again", {}, { since: "c0ffee" }, "a failed; still failing since c0ffee"],
  [
    "it was not tried",
    {},
    { since: "c0ffee", remembered: true },
    "a failed; still failing since c0ffee, not built again",
  ],
])("the history of a failure when %s", (_, known, history, what) => {
  const result = aFailure("a");
  const told = { ...result, failure: { ...result.failure, ...history } } as AttributeResult;
  expect(problemsOf([told], around([], known && { known }))).toMatchObject([{ what }]);
});

test("what keeps Nix from building anything is told once, and what names a path is its own", () => {
  const unbuilt = (name: string, words: string): AttributeResult => {
    const result = aFailure(name);
    return {
      ...result,
      failure: { ...result.failure, explanation: `${name} was not built: ${words}` } as Failure,
    };
  };
  const results = [
    ...["a", "b", "c"].map((name) => unbuilt(name, "the store is locked")),
    ...["d", "e"].map((name) => unbuilt(name, `/nix/store/${name} is odd`)),
  ];
  expect(problemsOf(results, around([])).map(({ what }) => what)).toEqual([
    "a was not built: the store is locked; also fails b, c",
    "d was not built: /nix/store/d is odd",
    "e was not built: /nix/store/e is odd",
  ]);
});

test("many victims are counted, not listed", () => {
  const results = Array.from({ length: 9 }, (_, number) => aFailure(`v${number}`, "root"));
  const problems = problemsOf(results, around([]));
  expect(problems.map(({ what }) => what)).toEqual(["root failed; also fails v1, v2, v3, v4, v5 and 3 more"]);
});

test("a wrong hash whose place is known is annotated there, with the line to write", () => {
  const where = { file: "pkgs/a.nix", line: 4, column: 12, endLine: 4, endColumn: 20 };
  const mends = new Map([[drv("a"), { where, line: 'hash = "sha256-x";' }]]);
  const [problem] = problemsOf([aFailure("a", "a", "hash-mismatch")], around([], { mends }));
  expect(problem).toMatchObject({ where, fix: 'write: hash = "sha256-x";' });
});

test.each([
  [{ wantedHash: "w", gotHash: "g" }, "replace w by g"],
  [{ wantedHash: "w" }, expect.stringContaining("another version of Nix")],
  [{}, expect.stringContaining("nix flake update")],
])("a wrong hash without a place: %j", (hashes, fix) => {
  const result = aFailure("a", "a", "hash-mismatch");
  const told = { ...result, failure: { ...result.failure, ...hashes } } as AttributeResult;
  expect(problemsOf([told], around([]))).toMatchObject([{ fix }]);
});

test.each(failureClasses)("%s has a mend", (failureClass) => {
  const [problem] = problemsOf([aFailure("a", "a", failureClass)], around([]));
  expect(problem).toMatchObject({
    code: failureClass,
    severity: "error",
    fix: expect.stringMatching(/^\S.{10,}[^.]$/),
  });
});

test("what was not reached is one problem that tells the signal", () => {
  const { failure: _, ...result } = aFailure("a");
  const signal = AbortSignal.abort(new Error("ended by SIGTERM"));
  expect(problemsOf([{ ...result, state: "not-reached" }], around([], { signal }))).toMatchObject([
    { code: "cancelled", what: "the run was cancelled (ended by SIGTERM) before a" },
  ]);
});
