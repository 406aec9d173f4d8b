import { describe, expect, test } from "@jest/globals";
import { cutParts } from "../../../../actions/lib/cache/parts.ts";

const mebibyte = 1024 * 1024;
const full = 8 * mebibyte;

/** Bytes that tell their place, in chunks of the given size. */
async function* bytes(size: number, chunk: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < size; start += chunk) {
    const piece = Buffer.alloc(Math.min(chunk, size - start));
    for (let at = 0; at + 4 <= piece.length; at += 512) piece.writeUInt32LE((start + at) % 2 ** 32, at);
    yield piece;
  }
}

describe("parts are full but the last, and together the stream", () => {
  test.each([
    ["nothing", 0, 1000, 0, [0]],
    ["little", 100, 7, 100, [100]],
    ["a part exactly", full, 65_536, full, [full]],
    ["a byte more", full + 512, 65_536, full, [full, 512]],
    ["five, in odd chunks", 5 * full, 1_000_448, 5 * full, [full, full, full, full, full]],
    ["much more than was expected", 2 * full + 1024, 65_536, 100, [full, full, 1024]],
    ["less than was expected", 2048, 1024, 10 * full, [2048]],
  ])("%s", async (_name, size, chunk, estimate, sizes) => {
    const whole: Buffer[] = [];
    for await (const piece of bytes(size, chunk)) whole.push(piece);
    const parts: Buffer[] = [];
    for await (const part of cutParts(bytes(size, chunk), estimate, 2)) parts.push(Buffer.from(part));
    expect(parts.map((part) => part.length)).toEqual(sizes);
    expect(Buffer.concat(parts).equals(Buffer.concat(whole))).toBe(true);
  });
});

test("a part is left alone while the next is filled, and its room is used again", async () => {
  const rooms = new Set<ArrayBufferLike>();
  let previous: { readonly part: Buffer; readonly copy: Buffer } | undefined;
  for await (const part of cutParts(bytes(6 * full, mebibyte), 6 * full, 2)) {
    if (previous !== undefined) expect(previous.part.equals(previous.copy)).toBe(true);
    previous = { part, copy: Buffer.from(part) };
    rooms.add(part.buffer);
  }
  expect(rooms.size).toBe(2);
});

test("ten thousand parts are never passed", async () => {
  const terabyte = 2 ** 40;
  const { value } = await cutParts(bytes(200 * mebibyte, mebibyte), terabyte, 2).next();
  expect(terabyte / (value as Buffer).length).toBeLessThanOrEqual(9000);
});
