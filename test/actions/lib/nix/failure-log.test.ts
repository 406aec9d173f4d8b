import { describe, expect, test } from "@jest/globals";
import { lastTelling } from "../../../../actions/lib/nix/failure-log.ts";

describe("lastTelling", () => {
  test.each([
    [
      "rustc: the first error, not its closing words",
      [
        "error[E0425]: cannot find function `segments` in this scope",
        "  --> wreck.rs:14:21",
        "   |                     ^^^^^^^^ not found in this scope",
        "error: aborting due to previous error",
        "For more information about this error, try `rustc --explain E0425`.",
      ],
      "error[E0425]: cannot find function `segments` in this scope",
    ],
    [
      "gcc: the first of many",
      [
        "main.c:3:5: error: unknown type name 'foo'",
        "main.c:9:1: error: expected ';'",
        "make: *** [Makefile:2: all] Error 1",
      ],
      "main.c:3:5: error: unknown type name 'foo'",
    ],
    [
      "go has no word for it: the last line that names a fault",
      ["# example.org/tid", "./main.go:12:9: undefined: mint", "-----"],
      "./main.go:12:9: undefined: mint",
    ],
    [
      "nothing that names a fault: the last line that says anything",
      ["checking", "done so far", ""],
      "done so far",
    ],
  ])("%s", (_, log, expected) => {
    expect(lastTelling(log)).toBe(expected);
  });

  test("an empty log tells nothing", () => {
    expect(lastTelling(["", "---"])).toBeUndefined();
  });
});
