import { PassThrough } from "node:stream";
import { expect, test } from "@jest/globals";
import { paint } from "../../../actions/cli/format.ts";

const text = [
  'a.nix:3:16: error[hash-placeholder]: "error[x]" is a text',
  "  3 |   a ^ b;",
  "    |     ^",
  "  fix: none",
].join("\n");

function aStream(colours: boolean): NodeJS.WriteStream {
  const settings = { isTTY: true, hasColors: () => colours };
  return Object.assign(new PassThrough(), settings) as unknown as NodeJS.WriteStream;
}

test("severities and carets are coloured on a terminal, and nothing else is", () => {
  expect(paint(text, aStream(true))).toBe(
    text
      .replace("error[hash-placeholder]", "\u001b[31merror[hash-placeholder]\u001b[39m")
      .replace(/\^$/m, "\u001b[1m^\u001b[22m"),
  );
});

test("a terminal without colours, a file and a pipe get plain text", () => {
  expect(paint(text, aStream(false))).toBe(text);
  expect(paint(text, new PassThrough() as unknown as NodeJS.WriteStream)).toBe(text);
});
