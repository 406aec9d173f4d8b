/** A store path as a zstd stream of its archive, measured on the way. Hashing and compressing run side by side. */

import type { Hash as Digest } from "node:crypto";
import { availableParallelism } from "node:os";
import { constants, createZstdCompress, type ZstdCompress, type ZstdOptions } from "node:zlib";
import { serializeNar } from "../nix/nar.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { borrowBuffers, type Loan } from "./part-buffers.ts";

export type NarSettings = {
  /** Of zstd. */
  readonly level: number;
  readonly caseHack: boolean;
  /** For one large archive. Default: one a processor, two at most. */
  readonly threads?: number;
};

/** Of the uncompressed archive; whole once the stream has ended. */
export type NarMeasure = { readonly hash: Digest; size: number };

const mebibyte = 1024 * 1024;
const largestChunk = 256 * 1024;
const smallestChunk = 4096;
/** From here on it pays to start threads for one archive. */
const threadedNar = 32 * mebibyte;
/** Two archives of that size are on their way at once, and hashing takes a third as long as compressing: more would only wait. */
const mostThreads = 2;
/** What is handed to the threads at once, and the share of each. Larger ones gain nothing and cost memory. */
const threadedChunk = 4 * mebibyte;
const threadedJob = mebibyte;

/** Throws what reading the path throws. The buffers of `loan` are used until the stream has ended. */
export async function* compressNar(
  info: PathInfo,
  nar: NarMeasure,
  settings: NarSettings,
  loan: Loan = borrowBuffers(),
): AsyncGenerator<Buffer> {
  const { threads: most = Math.min(availableParallelism(), mostThreads) } = settings;
  const threads = info.narSize < threadedNar ? 1 : most;
  const compressor = createZstdCompress(zstdOptions(info.narSize, settings.level, threads));
  const chunkSize = threads === 1 ? Math.min(info.narSize, largestChunk) : threadedChunk;
  const room = () => loan.take(chunkSize);
  const feeding = feed(info, nar, compressor, { caseHack: settings.caseHack, room }).catch((error) =>
    compressor.destroy(error as Error),
  );
  try {
    yield* compressor as AsyncIterable<Buffer>;
  } finally {
    compressor.destroy();
    await feeding;
  }
}

function zstdOptions(narSize: number, level: number, threads: number): ZstdOptions {
  const params = { [constants.ZSTD_c_compressionLevel]: level };
  // Small inputs then get small tables: dozens of them are compressed at once.
  const pledgedSrcSize = narSize;
  if (threads === 1)
    return { params, pledgedSrcSize, chunkSize: Math.min(Math.max(narSize, smallestChunk), largestChunk) };
  return {
    ...{ pledgedSrcSize, chunkSize: mebibyte },
    params: {
      ...params,
      [constants.ZSTD_c_nbWorkers]: threads,
      [constants.ZSTD_c_jobSize]: threadedJob,
    },
    // Node takes input that is left over together with room in the output for the end of the stream. Threads leave both,
    // unless every write is a flush: then zstd returns when all of it is through, or the output full.
    flush: constants.ZSTD_e_flush,
  };
}

type Reading = { readonly caseHack: boolean; readonly room: () => Buffer };

/** Keeps one chunk at the compressor while the next is read and hashed; serializeNar leaves both as they are. */
async function feed(
  info: PathInfo,
  nar: NarMeasure,
  compressor: ZstdCompress,
  reading: Reading,
): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  for await (const chunk of serializeNar(info.path, reading)) {
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
