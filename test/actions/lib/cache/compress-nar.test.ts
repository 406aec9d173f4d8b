import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { compressNar, type NarMeasure } from "../../../../actions/lib/cache/compress-nar.ts";
import type { PathInfo } from "../../../../actions/lib/nix/path-info.ts";

const folder = mkdtempSync(join(tmpdir(), "nur-ci-compress-"));
afterAll(() => rmSync(folder, { recursive: true }));

const mebibyte = 1024 * 1024;
const archiveOf = (path: string) => execFileSync("nix-store", ["--dump", path], { maxBuffer: 1 << 28 });
const aMeasure = (): NarMeasure => ({ hash: createHash("sha256"), size: 0 });
/** All that compressing looks at. */
const anInfo = (path: string, narSize: number) => ({ path, narSize }) as PathInfo;

/** One file that repeats itself within a window and beyond, among small ones. */
function aTree(name: string, size: number): string {
  const path = join(folder, name);
  mkdirSync(path);
  const block = Buffer.from(Array.from({ length: 40_000 }, (_, index) => String(index * 7919)).join());
  writeFileSync(join(path, "large"), Buffer.alloc(size, block));
  for (let index = 0; index < 50; index++) writeFileSync(join(path, `small-${index}`), block.subarray(index));
  return path;
}

async function compress(path: string, narSize: number, threads: number) {
  const measure = aMeasure();
  const chunks: Buffer[] = [];
  const settings = { level: 3, caseHack: false, threads };
  for await (const chunk of compressNar(anInfo(path, narSize), measure, settings))
    chunks.push(Buffer.from(chunk));
  return { measure, file: Buffer.concat(chunks) };
}

describe("what is compressed is the archive, in one frame, and measured", () => {
  test.each([
    ["little", 100, 4],
    ["much, on one thread", 50 * mebibyte, 1],
    ["much, on two", 50 * mebibyte, 2],
    ["much, on four", 50 * mebibyte, 4],
  ])("%s", async (name, size, threads) => {
    const path = aTree(name.replaceAll(/\W/g, "-"), size);
    const expected = archiveOf(path);
    const { measure, file } = await compress(path, expected.length, threads);
    expect(zstdDecompressSync(file).equals(expected)).toBe(true);
    expect(measure.size).toBe(expected.length);
    expect(measure.hash.digest("hex")).toBe(createHash("sha256").update(expected).digest("hex"));
    // Some readers stop after the first frame.
    expect(framesOf(file)).toEqual([expected.length]);
  });
});

describe("threads or not, a path that is not what the store says fails", () => {
  test.each([
    ["longer", -1],
    ["shorter", 1],
  ])("its archive is %s", async (word, more) => {
    const path = aTree(word, 40 * mebibyte);
    const { length } = archiveOf(path);
    for (const threads of [1, 2])
      await expect(compress(path, length + more, threads)).rejects.toThrow(`its archive is ${word} than`);
  });

  test("it is not there", async () => {
    await expect(compress(join(folder, "absent"), 40 * mebibyte, 2)).rejects.toThrow("ENOENT");
  });
});

test("who stops reading amid a large archive waits for nothing", async () => {
  const path = aTree("left", 60 * mebibyte);
  const info = anInfo(path, archiveOf(path).length);
  const measure = aMeasure();
  for await (const _ of compressNar(info, measure, { level: 3, caseHack: false, threads: 2 })) break;
  expect(measure.size).toBeLessThan(info.narSize);
});

/** The content size every frame declares. Source: RFC 8878, 3.1.1. */
function framesOf(file: Buffer): readonly number[] {
  const sizes: number[] = [];
  for (let at = 0; at < file.length; ) {
    expect(file.readUInt32LE(at)).toBe(0xfd2fb528);
    const descriptor = file.readUInt8(at + 4);
    const isSingle = (descriptor & 0x20) !== 0;
    const width = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
    let next = at + 5 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
    sizes.push(
      width === 0 ? -1 : width === 8 ? Number(file.readBigUInt64LE(next)) : contentSize(file, next, width),
    );
    next += width;
    for (let isLast = false; !isLast; ) {
      const header = file.readUIntLE(next, 3);
      isLast = (header & 1) !== 0;
      next += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
    }
    at = next + ((descriptor & 4) === 0 ? 0 : 4);
  }
  return sizes;
}

function contentSize(file: Buffer, at: number, width: number): number {
  return file.readUIntLE(at, width) + (width === 2 ? 256 : 0);
}
