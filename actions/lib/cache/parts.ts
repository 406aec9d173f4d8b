/** Cuts a stream into the parts of a multipart upload, in buffers that are used again and again. */

const mebibyte = 1024 * 1024;
/** S3 takes no part under 5 MiB but the last. */
const smallestPart = 8 * mebibyte;
/** Dozens of paths are sent at once, most of them small when compressed: a buffer grows when it must. */
const firstPart = 256 * 1024;
/** S3's limit is 10,000; the rest is room for archives that grow when compressed. */
const mostParts = 9000;

/**
 * Full parts, then the rest; at least one part, be it empty. A part stays as it is until `held` more are asked for.
 * `estimate` is the most bytes that are expected: little input needs little room.
 */
export async function* cutParts(
  chunks: AsyncIterable<Uint8Array>,
  estimate: number,
  held: number,
): AsyncGenerator<Buffer<ArrayBuffer>> {
  const size = Math.max(smallestPart, Math.ceil(estimate / mostParts));
  const ring: Buffer<ArrayBuffer>[] = [];
  let part = takeBuffer(ring, held, Math.min(size, estimate + 1024, firstPart));
  let filled = 0;
  let count = 0;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0; ) {
      if (filled === part.length && part.length < size) {
        part = grow(part, size);
        ring[ring.length - 1] = part;
      }
      const taken = Math.min(rest.length, part.length - filled);
      part.set(rest.subarray(0, taken), filled);
      filled += taken;
      rest = rest.subarray(taken);
      if (filled < size) continue;
      yield part;
      count++;
      filled = 0;
      part = takeBuffer(ring, held, size);
    }
  }
  if (filled > 0 || count === 0) yield part.subarray(0, filled);
}

/** A buffer nobody looks at any more, or a new one while there are no more than those held. */
function takeBuffer(ring: Buffer<ArrayBuffer>[], held: number, size: number): Buffer<ArrayBuffer> {
  const oldest = ring.length >= held ? ring.shift() : undefined;
  const buffer = oldest?.length === size ? oldest : Buffer.allocUnsafeSlow(size);
  ring.push(buffer);
  return buffer;
}

function grow(part: Buffer<ArrayBuffer>, size: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(Math.min(size, part.length * 2));
  part.copy(larger);
  return larger;
}
