/** Multipart uploads of one cache, on disk from the first byte: created, filled part by part, joined, or thrown away. */

import { createHash, randomBytes, randomUUID } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { writeWhole } from "../files.ts";

export type Compression = "xz" | "zst";

export type Upload = {
  readonly narId: string;
  readonly uploadId: string;
  readonly compression: Compression;
  /** What makes an upload URL unguessable. */
  readonly urlSecret: string;
  readonly folder: string;
};

export type Part = { readonly number: number; readonly eTag: string; readonly file: string };

const staleAfterMs = 24 * 60 * 60 * 1000;

export function createUpload(uploadsFolder: string, compression: Compression): Upload {
  const narId = randomUUID();
  const folder = join(uploadsFolder, narId);
  mkdirSync(folder);
  const facts = { narId, uploadId: randomBytes(18).toString("base64"), compression, urlSecret: randomUUID() };
  writeWhole(join(folder, "upload.json"), JSON.stringify(facts));
  return { ...facts, folder };
}

/** Uploads whose client never came back. */
export function dropStaleUploads(uploadsFolder: string, now: number): void {
  for (const name of readdirSync(uploadsFolder)) {
    const folder = join(uploadsFolder, name);
    if (now - statSync(folder).mtimeMs > staleAfterMs) rmSync(folder, { recursive: true, force: true });
  }
}

export function findUpload(uploadsFolder: string, narId: string): Upload | undefined {
  if (!/^[0-9a-f-]{36}$/.test(narId)) return undefined;
  const folder = join(uploadsFolder, narId);
  const file = join(folder, "upload.json");
  if (!existsSync(file)) return undefined;
  return { ...(JSON.parse(readFileSync(file, "utf8")) as Omit<Upload, "folder">), folder };
}

/** The ETag, quotes included; undefined when the bytes are not those of `contentMd5` (base64), and nothing is kept then. */
export async function receivePart(
  upload: Upload,
  number: number,
  received: { readonly body: Readable; readonly contentMd5: string | undefined },
): Promise<string | undefined> {
  const draft = join(upload.folder, `${randomUUID()}.draft`);
  const md5 = createHash("md5");
  await pipeline(
    received.body,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        md5.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(draft),
  );
  const digest = md5.digest();
  if (received.contentMd5 !== undefined && received.contentMd5 !== digest.toString("base64")) {
    rmSync(draft);
    return undefined;
  }
  for (const old of listParts(upload).filter((part) => part.number === number)) rmSync(old.file);
  renameSync(draft, join(upload.folder, `${number}.${digest.toString("hex")}.part`));
  return `"${digest.toString("hex")}"`;
}

/** Sorted by number. */
export function listParts(upload: Upload): readonly Part[] {
  return readdirSync(upload.folder)
    .map((name) => ({ name, found: /^(\d+)\.([0-9a-f]{32})\.part$/.exec(name) }))
    .filter(({ found }) => found !== null)
    .map(({ name, found }) => ({
      number: Number(found?.[1]),
      eTag: `"${found?.[2]}"`,
      file: join(upload.folder, name),
    }))
    .sort((left, right) => left.number - right.number);
}

export async function* readParts(parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield* createReadStream(part.file, { highWaterMark: 1 << 20 });
}

export function dropUpload(upload: Upload): void {
  rmSync(upload.folder, { recursive: true, force: true });
}
