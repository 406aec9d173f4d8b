/** Joins the parts of an upload into one file and measures it, compressed and not. Says when it could not look inside. */

import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { nixSha256 } from "./narinfo.ts";
import { type Part, readParts, type Upload } from "./uploads.ts";

export type Measures = {
  readonly file: string;
  /** Lower-case hex. */
  readonly fileHash: string;
  readonly fileSize: number;
  /** Undefined when no `xz` could be run. */
  readonly inside?: { readonly narHash: string; readonly narSize: number };
};

/** Undefined when the bytes are not of the compression they claim. */
export async function joinParts(upload: Upload, parts: readonly Part[]): Promise<Measures | undefined> {
  const file = join(upload.folder, `${randomUUID()}.joined`);
  const [hash, narHash] = [createHash("sha256"), createHash("sha256")];
  let [fileSize, narSize] = [0, 0];
  const copy = createWriteStream(file);
  // A full disk is the server's fault, not the client's: it must not pass for a broken archive.
  let lost: Error | undefined;
  copy.on("error", (error) => {
    lost = error;
  });
  const decompress =
    upload.compression === "zst" ? createZstdDecompress({ chunkSize: 1 << 20 }) : await xzDecompress();
  const count = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      fileSize += chunk.length;
      if (!copy.write(chunk)) await once(copy, "drain");
      yield chunk;
    }
  };
  const measure = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      narHash.update(chunk);
      narSize += chunk.length;
    }
  };
  try {
    if (decompress === undefined)
      await pipeline(readParts(parts), count, async (chunks) => void (await drain(chunks)));
    else await pipeline(readParts(parts), count, decompress, measure);
  } catch {
    if (lost === undefined) return undefined;
  } finally {
    await closed(copy);
  }
  if (lost !== undefined) throw lost;
  const measures = { file, fileHash: hash.digest("hex"), fileSize };
  if (decompress === undefined) return measures;
  return { ...measures, inside: { narHash: nixSha256(narHash.digest()), narSize } };
}

async function closed(stream: WriteStream): Promise<void> {
  stream.end();
  // Closed already after an error: waiting for it would be for ever.
  if (!stream.closed) await once(stream, "close").catch(() => undefined);
}

async function drain(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of chunks);
}

async function xzDecompress(): Promise<Duplex | undefined> {
  const child = spawn("xz", ["--decompress", "--stdout"], { stdio: ["pipe", "pipe", "ignore"] });
  const started = await Promise.race([
    once(child, "spawn").then(() => true),
    once(child, "error").then(() => false),
  ]);
  if (!started) return undefined;
  const output = async function* () {
    const ended = once(child, "exit");
    yield* child.stdout;
    const [code] = await ended;
    if (code !== 0) throw new Error(`xz ended with ${code}`);
  };
  return Duplex.from({ writable: child.stdin, readable: Duplex.from(output()) });
}
