/** Cuts a stream into the parts of a multipart upload, in buffers that are used again and again. */

import { borrowBuffers, type Loan } from "./part-buffers.ts";

const mebibyte = 1024 * 1024;
/** S3 takes no part under 5 MiB but the last. */
const smallestPart = 8 * mebibyte;
/** Dozens of paths are sent at once, most of them small when compressed: a buffer grows when it must. */
const firstPart = 256 * 1024;
/** S3's limit is 10,000; the rest is room for archives that grow when compressed. */
const mostParts = 9000;

/**
 * Full parts, then the rest; at least one part, be it empty. A part stays as it is until `held` more are asked for, the last
 * ones until the loan ends. `estimate` is the most bytes that are expected: little input needs little room.
 */
export async function* cutParts(
  chunks: AsyncIterable<Uint8Array>,
  estimate: number,
  held: number,
  loan: Loan = borrowBuffers(),
): AsyncGenerator<Buffer<ArrayBuffer>> {
  const size = Math.max(smallestPart, Math.ceil(estimate / mostParts));
  const ring: Buffer<ArrayBuffer>[] = [];
  let part = loan.take(Math.min(size, estimate + 1024, firstPart));
  let filled = 0;
  let count = 0;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0; ) {
      const room = Math.min(size, part.length);
      if (filled === room) part = grow(part, size, loan);
      const taken = Math.min(rest.length, Math.min(size, part.length) - filled);
      part.set(rest.subarray(0, taken), filled);
      filled += taken;
      rest = rest.subarray(taken);
      if (filled < size) continue;
      yield part.subarray(0, size);
      count++;
      filled = 0;
      ring.push(part);
      part = (ring.length >= held ? ring.shift() : undefined) ?? loan.take(size);
    }
  }
  if (filled > 0 || count === 0) yield part.subarray(0, filled);
}

function grow(part: Buffer<ArrayBuffer>, size: number, loan: Loan): Buffer<ArrayBuffer> {
  const larger = loan.take(Math.min(size, part.length * 2));
  part.copy(larger);
  loan.giveBack(part);
  return larger;
}
