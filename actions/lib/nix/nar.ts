/**
 * A file tree as a Nix archive, byte for byte what `nix-store --dump` prints. Streams: neither the archive nor a large
 * file is ever whole in memory. Refuses what a store path cannot hold: sockets, devices, pipes.
 */

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
} from "node:fs";
import { open } from "node:fs/promises";

export type NarOptions = {
  /** Undo what Nix does to names on case-insensitive macOS: drop `~nix~case~hack~N`. Default false. */
  readonly caseHack?: boolean;
  /** Gives a buffer for chunks, of any size but all of the same; asked at most twice. Default: fresh ones of 256 KiB. */
  readonly room?: () => Buffer;
};

type LargeFile = { readonly path: Buffer; readonly size: number };

const chunkSize = 256 * 1024;
/** Up to this size a file is read at once: a system call costs less than a turn of the event loop. */
const smallFile = 128 * 1024;
const slash = Buffer.from("/");

/**
 * Chunks, full but the last. A chunk stays as it is until the second chunk after it is asked for: one can be worked on while the
 * next is read. Throws when the tree changes under it or cannot be read.
 */
export async function* serializeNar(path: string, options: NarOptions = {}): AsyncGenerator<Buffer> {
  const take = options.room ?? (() => Buffer.allocUnsafeSlow(chunkSize));
  // By turns: fresh ones for every chunk would keep the collector busy.
  let [chunk, other]: [Buffer, Buffer | undefined] = [take(), undefined];
  let filled = 0;
  const turn = () => {
    [chunk, other] = [other ?? take(), chunk];
    filled = 0;
  };
  for (const piece of archive(Buffer.from(path), options)) {
    if (!Buffer.isBuffer(piece)) {
      for await (const bytes of readInto(piece, () => chunk.subarray(filled))) {
        filled += bytes;
        if (filled < chunk.length) continue;
        yield chunk;
        turn();
      }
      continue;
    }
    for (let copied = 0; copied < piece.length; ) {
      const bytes = piece.copy(chunk, filled, copied);
      copied += bytes;
      filled += bytes;
      if (filled < chunk.length) continue;
      yield chunk;
      turn();
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

function* archive(path: Buffer, options: NarOptions): Generator<Buffer | LargeFile> {
  yield words("nix-archive-1");
  yield* node(path, options);
}

function* node(path: Buffer, options: NarOptions): Generator<Buffer | LargeFile> {
  const stat = lstatSync(path);
  if (stat.isFile()) yield* file(path);
  else if (stat.isSymbolicLink())
    yield words("(", "type", "symlink", "target", readlinkSync(path, { encoding: "buffer" }), ")");
  else if (stat.isDirectory()) yield* directory(path, options);
  else throw new Error(`${JSON.stringify(path.toString())} is neither file, folder nor symbolic link`);
}

function* file(path: Buffer): Generator<Buffer | LargeFile> {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const stat = fstatSync(descriptor);
    const isExecutable = (stat.mode & constants.S_IXUSR) !== 0;
    yield words("(", "type", "regular", ...(isExecutable ? ["executable", ""] : []), "contents");
    if (stat.size > smallFile) {
      yield length(stat.size);
      yield { path, size: stat.size };
      yield padding(stat.size);
    } else {
      const contents = readFileSync(descriptor);
      yield length(contents.length);
      yield contents;
      yield padding(contents.length);
    }
  } finally {
    closeSync(descriptor);
  }
  yield words(")");
}

function* directory(path: Buffer, options: NarOptions): Generator<Buffer | LargeFile> {
  yield words("(", "type", "directory");
  const entries = readdirSync(path, { encoding: "buffer" }).map((name) => ({
    onDisk: name,
    inNar: options.caseHack === true ? withoutCaseHack(name) : name,
  }));
  entries.sort((left, right) => Buffer.compare(left.inNar, right.inNar));
  for (const [index, { onDisk, inNar }] of entries.entries()) {
    if (index > 0 && entries[index - 1]?.inNar.equals(inNar))
      throw new Error(
        `${JSON.stringify(path.toString())} has two entries ${JSON.stringify(inNar.toString())}`,
      );
    yield words("entry", "(", "name", inNar, "node");
    yield* node(Buffer.concat([path, slash, onDisk]), options);
    yield words(")");
  }
  yield words(")");
}

/** Reads into whatever room there is at that moment, and gives how many bytes it was each time. */
async function* readInto({ path, size }: LargeFile, room: () => Buffer): AsyncGenerator<number> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    for (let left = size; left > 0; ) {
      const target = room();
      const { bytesRead } = await handle.read(target, 0, Math.min(target.length, left));
      if (bytesRead === 0) throw new Error(`${JSON.stringify(path.toString())} shrank while it was read`);
      yield bytesRead;
      left -= bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Each as length, bytes, zeroes up to a multiple of eight. */
function words(...texts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = typeof text === "string" ? Buffer.from(text) : text;
      return [length(bytes.length), bytes, padding(bytes.length)];
    }),
  );
}

function length(size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(size));
  return bytes;
}

function padding(size: number): Buffer {
  return Buffer.alloc((8 - (size % 8)) % 8);
}

function withoutCaseHack(name: Buffer): Buffer {
  const start = name.indexOf("~nix~case~hack~");
  return start < 0 ? name : name.subarray(0, start);
}
