import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { expect, test } from "@jest/globals";
import { onEachLine } from "../../../../actions/lib/host/lines.ts";
import { fc } from "../../../support/property.ts";

async function linesOf(chunks: readonly Uint8Array[]): Promise<readonly string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  const tellLast = onEachLine(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
  tellLast();
  return lines;
}

test("lines come without their ends, the last one without an end too", async () => {
  expect(await linesOf([Buffer.from("one\n\ntwo\r\nthr"), Buffer.from("ee\rin one")])).toEqual([
    "one",
    "",
    "two",
    "three\rin one",
  ]);
  expect(await linesOf([Buffer.from("one\n")])).toEqual(["one"]);
});

test("the same lines wherever the chunks end, in the midst of a character too", async () => {
  const text = fc.array(fc.string({ unit: "binary" }).map((part) => part.replaceAll(/[\r\n]/g, "")));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (lines, size) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      expect(await linesOf(chunks)).toEqual(lines.map((line) => line.toWellFormed()));
    }),
  );
});

test("a line of 64 MB in small chunks is put together once", async () => {
  const chunk = Buffer.alloc(16 * 1024, "x");
  const started = performance.now();
  const [line = ""] = await linesOf(Array.from({ length: 4096 }, () => chunk));
  expect(line.length).toBe(64 * 1024 * 1024);
  expect(performance.now() - started).toBeLessThan(10_000);
});
