import { expect, test } from "@jest/globals";
import {
  parseAttributePath,
  quoteShell,
  renderAttributePath,
} from "../../../../actions/lib/nix/attribute-path.ts";
import { fc } from "../../../support/property.ts";

test.each([
  [["packages", "x86_64-linux", "hello"], "packages.x86_64-linux.hello"],
  [["packages", "a.b"], 'packages."a.b"'],
  [["0ad"], '"0ad"'],
  [['x"y', "new\nline", "${x}", "back\\slash"], '"x\\"y"."new\\nline"."\\${x}"."back\\\\slash"'],
])("%j is written %s", (names, text) => {
  expect(renderAttributePath(names)).toBe(text);
  expect(parseAttributePath(text)).toEqual(names);
});

test("any names survive", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (names) => {
      expect(parseAttributePath(renderAttributePath(names))).toEqual(names);
    }),
  );
});

test.each(["", "a..b", ".a", "a.", '"open', 'a"b"', '"a"b'])("%j is no path", (text) => {
  expect(parseAttributePath(text)).toBeUndefined();
});

test("a bare name may be anything without dots and quotes", () => {
  expect(parseAttributePath("libsigc++-2.0 x")).toEqual(["libsigc++-2", "0 x"]);
});

test.each([
  ["path/to:x-1.0", "path/to:x-1.0"],
  ["it's $HOME", "'it'\\''s $HOME'"],
  ["", "''"],
])("quoteShell(%j)", (word, quoted) => {
  expect(quoteShell(word)).toBe(quoted);
});
