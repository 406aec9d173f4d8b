/** A store path as a zstd stream of its archive, measured on the way. Hashing and compressing run side by side. */

import type { Hash as Digest } from "node:crypto";
import { constants, createZstdCompress, type ZstdCompress } from "node:zlib";
import { serializeNar } from "../nix/nar.ts";
import type { PathInfo } from "../nix/path-info.ts";

export type NarSettings = {
  /** Of zstd. */
  readonly level: number;
  readonly caseHack: boolean;
};

/** Of the uncompressed archive; whole once the stream has ended. */
export type NarMeasure = { readonly hash: Digest; size: number };

const largestChunk = 256 * 1024;
const smallestChunk = 4096;

/** Throws what reading the path throws. */
export async function* compressNar(
  info: PathInfo,
  nar: NarMeasure,
  settings: NarSettings,
): AsyncGenerator<Buffer> {
  const compressor = createZstdCompress({
    chunkSize: Math.min(Math.max(info.narSize, smallestChunk), largestChunk),
    params: { [constants.ZSTD_c_compressionLevel]: settings.level },
    // Small inputs then get small tables: dozens of them are compressed at once.
    pledgedSrcSize: info.narSize,
  });
  const feeding = feed(info, { compressor, nar, caseHack: settings.caseHack }).catch((error) =>
    compressor.destroy(error as Error),
  );
  try {
    yield* compressor as AsyncIterable<Buffer>;
  } finally {
    compressor.destroy();
    await feeding;
  }
}

type Feed = { readonly compressor: ZstdCompress; readonly nar: NarMeasure; readonly caseHack: boolean };

/** Keeps one chunk at the compressor while the next is read and hashed; serializeNar leaves both as they are. */
async function feed(info: PathInfo, { compressor, nar, caseHack }: Feed): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  for await (const chunk of serializeNar(info.path, { caseHack })) {
    nar.hash.update(chunk);
    nar.size += chunk.length;
    if (nar.size > info.narSize) break;
    await writing;
    writing = write(compressor, chunk);
    // Awaited in the next round; a failure before that must not count as unhandled.
    writing.catch(() => undefined);
  }
  await writing;
  if (nar.size !== info.narSize)
    throw new Error(
      `its archive is ${nar.size > info.narSize ? "longer" : "shorter"} than the ${info.narSize} bytes the store says`,
    );
  compressor.end();
}

function write(compressor: ZstdCompress, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    compressor.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
