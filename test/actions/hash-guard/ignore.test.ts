import { describe, expect, test } from "@jest/globals";
import { checkText } from "../../../actions/hash-guard/check.ts";

function found(text: string, file = "a.nix"): readonly string[] {
  return checkText(file, text).map(({ where, code, severity }) => `${where.line} ${code} ${severity}`);
}

describe("guard:ignore", () => {
  test("on the line of the finding", () => {
    expect(
      found("{ lib }:\n{ hash = lib.fakeHash; } # guard:ignore hash-placeholder set by the caller\n"),
    ).toEqual([]);
  });

  test("alone on the line above, also through other comments", () => {
    const text =
      "{ lib }:\n{\n  # guard:ignore hash-placeholder set by the caller\n\n  # more\n  hash = lib.fakeHash;\n}\n";
    expect(found(text)).toEqual([]);
  });

  test("in a block comment", () => {
    expect(found("{ lib }:\n{ hash = lib.fakeHash; /* guard:ignore hash-placeholder why not */ }\n")).toEqual(
      [],
    );
  });

  test("speaks of its own rule and line only", () => {
    const text =
      "{ lib }:\n{\n  a.hash = lib.fakeHash; # guard:ignore hash-weak another rule\n  b.hash = lib.fakeHash;\n}\n";
    expect(found(text)).toEqual([
      "3 hash-placeholder error",
      "3 ignore-unused warning",
      "4 hash-placeholder error",
    ]);
  });

  test("without a reason it ignores nothing", () => {
    expect(found("{ lib }:\n{ hash = lib.fakeHash; } # guard:ignore hash-placeholder\n")).toEqual([
      "2 hash-placeholder error",
      "2 ignore-invalid error",
    ]);
  });

  test.each(["# guard:ignore", "# guard:ignore no-such-rule because"])("%s is refused", (comment) => {
    expect(found(`{ } ${comment}\n`)).toEqual(["1 ignore-invalid error"]);
  });

  test("an unused one is a warning", () => {
    expect(found("{ } # guard:ignore hash-placeholder mended long ago\n")).toEqual([
      "1 ignore-unused warning",
    ]);
  });

  test("in a string it is text", () => {
    expect(found('"# guard:ignore hash-placeholder x"\n')).toEqual([]);
  });

  test("in workflows and shell files", () => {
    const text = "nix build --impure # guard:ignore ci-impure reads the machine's GPU\n";
    expect(found(text, "a.sh")).toEqual([]);
    const workflow =
      "jobs:\n  a:\n    steps:\n      # guard:ignore ci-impure needed\n      - run: nix build --impure\n";
    expect(found(workflow, ".github/workflows/a.yml")).toEqual([]);
  });

  test("a hash that two files share is ignored where it is reported", () => {
    const fetch = (name: string) =>
      `(fetchurl { url = "https://example.org/${name}"; hash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0="; })`;
    const text = `{ fetchurl }:\n[\n${fetch("a")}\n${fetch("b")} # guard:ignore hash-duplicate the same file under two names\n]\n`;
    expect(found(text)).toEqual([]);
  });
});
