/** What is inside a compressed archive, as a stream. Formats Node does not know go through the program of that name. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createZstdDecompress } from "node:zlib";
import { onlyPath } from "../host/environment.ts";

/** Iterating throws when the bytes are not of that format, or nothing here can read it. */
export function decompress(
  compression: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  switch (compression) {
    case "none":
      return chunks;
    case "zstd":
      return Readable.from(chunks).compose(createZstdDecompress());
    case "gzip":
      return Readable.from(chunks).compose(createGunzip());
    case "br":
      return Readable.from(chunks).compose(createBrotliDecompress());
    case "xz":
    case "bzip2":
      return throughProgram(compression, chunks);
    default:
      throw new Error("nothing here can read that format");
  }
}

/** Throws when there is no such program, or it finds the bytes wrong. */
async function* throughProgram(
  program: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const child = spawn(program, ["--decompress", "--stdout"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: onlyPath(),
  });
  const ended = once(child, "close");
  // Awaited below; until then a program that is not there must not count as unhandled.
  ended.catch(() => undefined);
  const feeding = pour(chunks, child.stdin).catch(() => child.kill());
  try {
    yield* child.stdout;
    const [code] = await ended;
    if (code !== 0) throw new Error(`${program} finds it broken`);
  } finally {
    child.kill();
    await feeding;
  }
}

async function pour(chunks: AsyncIterable<Uint8Array>, target: NodeJS.WritableStream): Promise<void> {
  // The program says itself, by its exit, that it wants no more.
  target.on("error", () => undefined);
  for await (const chunk of chunks) {
    if (!target.write(chunk)) await Promise.race([once(target, "drain"), once(target, "close")]);
    if (!target.writable) return;
  }
  target.end();
}
