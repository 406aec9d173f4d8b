/** Streams one store path to the cache: archive, hash, compress, cut into parts, send. Nothing touches the disk. */

import { createHash } from "node:crypto";
import { pipeline } from "node:stream";
import { constants, createZstdCompress } from "node:zlib";
import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { renderNix32 } from "../nix/hash.ts";
import { serializeNar } from "../nix/nar.ts";
import type { PathInfo } from "../nix/path-info.ts";
import type { CacheAccess } from "./access.ts";
import { createUpload, type SentFile, type SentPart, sendPart, type Upload } from "./protocol.ts";

export type NarSettings = {
  /** Of zstd. */
  readonly level: number;
  readonly caseHack: boolean;
};

export type SentNar = {
  /** What to complete, or to abort; undefined when not even that was given. */
  readonly upload: Upload | undefined;
  readonly file: Outcome<SentFile>;
};

type Piece = Parameters<typeof sendPart>[2];

type Wire = {
  readonly inFlight: Promise<Outcome<SentPart>>[];
  readonly send: (piece: Piece) => Promise<Outcome<SentPart>>;
};

const mebibyte = 1024 * 1024;
const smallestPartSize = 8 * mebibyte;
/** S3's limit is 10,000; the rest is room for NARs that grow when compressed. */
const mostParts = 9000;
/** Per path: one on the wire, one being filled. */
const partsInFlight = 2;

/** Problems: cache-*, push-failed when the server refuses the upload, store-path-invalid when the store is at fault. */
export async function sendNar(access: CacheAccess, info: PathInfo, settings: NarSettings): Promise<SentNar> {
  const created = await createUpload(access);
  if (!created.ok) return { upload: undefined, file: created };
  const inFlight: Promise<Outcome<SentPart>>[] = [];
  try {
    return {
      upload: created.value,
      file: await streamParts(info, settings, {
        inFlight,
        send: (piece) => sendPart(access, created.value, piece),
      }),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { upload: created.value, file: refuse(unreadable(info, reason)) };
  } finally {
    // No request outlives the call that made it: the upload may be aborted next.
    await Promise.all(inFlight);
  }
}

async function streamParts(info: PathInfo, settings: NarSettings, wire: Wire): Promise<Outcome<SentFile>> {
  const nar = { hash: createHash("sha256"), size: 0 };
  const fileHash = createHash("sha256");
  let fileSize = 0;
  const sent: SentPart[] = [];
  for await (const bytes of cut(compressed(info, nar, settings), partSizeFor(info.narSize))) {
    fileHash.update(bytes);
    fileSize += bytes.length;
    const md5 = createHash("md5").update(bytes).digest("base64");
    wire.inFlight.push(wire.send({ partNumber: sent.length + wire.inFlight.length + 1, bytes, md5 }));
    if (wire.inFlight.length < partsInFlight) continue;
    const oldest = await wire.inFlight[0];
    wire.inFlight.shift();
    if (oldest?.ok === false) return oldest;
    if (oldest?.ok) sent.push(oldest.value);
  }
  for (const outcome of await Promise.all(wire.inFlight)) {
    if (!outcome.ok) return outcome;
    sent.push(outcome.value);
  }
  const narHash = renderNix32({ algorithm: "sha256", bytes: nar.hash.digest() });
  if (narHash !== renderNix32(info.narHash) || nar.size !== info.narSize)
    return refuse(changed(info, narHash, nar.size));
  return succeed({ fileHash: fileHash.digest("hex"), fileSize, parts: sent });
}

function compressed(
  info: PathInfo,
  nar: { hash: ReturnType<typeof createHash>; size: number },
  settings: NarSettings,
): AsyncIterable<Buffer> {
  const measured = async function* () {
    for await (const chunk of serializeNar(info.path, { caseHack: settings.caseHack })) {
      nar.hash.update(chunk);
      nar.size += chunk.length;
      yield chunk;
    }
  };
  const compressor = createZstdCompress({
    chunkSize: 256 * 1024,
    params: { [constants.ZSTD_c_compressionLevel]: settings.level },
  });
  // The error reaches the reader through the compressor, which pipeline destroys with it.
  return pipeline(measured, compressor, () => undefined);
}

/** Full parts and then the rest; at least one part, be it empty. */
async function* cut(chunks: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer<ArrayBuffer>> {
  let pending: Buffer[] = [];
  let held = 0;
  let count = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (held + rest.length >= size) {
      const head = rest.subarray(0, size - held);
      rest = rest.subarray(head.length);
      yield Buffer.concat([...pending, head], size);
      count++;
      pending = [];
      held = 0;
    }
    if (rest.length > 0) pending.push(rest);
    held += rest.length;
  }
  if (held > 0 || count === 0) yield Buffer.concat(pending, held);
}

function partSizeFor(narSize: number): number {
  return Math.max(smallestPartSize, Math.ceil(narSize / mostParts));
}

function changed(info: PathInfo, narHash: string, narSize: number): Problem {
  const expected = `${renderNix32(info.narHash)} (${info.narSize} bytes)`;
  return {
    code: "store-path-invalid",
    severity: "error",
    where: info.path,
    what: `the files of ${JSON.stringify(info.path)} give ${narHash} (${narSize} bytes), the store says ${expected}`,
    fix: `repair it, then push again: nix-store --repair-path ${info.path}`,
  };
}

function unreadable(info: PathInfo, reason: string): Problem {
  return {
    code: "store-path-invalid",
    severity: "error",
    where: info.path,
    what: `${JSON.stringify(info.path)} cannot be read: ${reason}`,
    fix: `look what is wrong with it: nix-store --verify-path ${info.path}`,
  };
}
