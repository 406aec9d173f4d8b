/** Buffers for parts, lent and taken back: the collector is too slow for megabytes that live for one request. */

export type Loan = {
  /** A buffer of at least so many bytes; what is in it is anything. */
  readonly take: (size: number) => Buffer<ArrayBuffer>;
  readonly giveBack: (buffer: Buffer<ArrayBuffer>) => void;
  /** Gives back all that is still out. */
  readonly end: () => void;
};

const smallest = 64 * 1024;
/** More than this is left to the collector. */
const mostKeptBytes = 48 * 1024 * 1024;
const kept = new Map<number, Buffer<ArrayBuffer>[]>();
let keptBytes = 0;

export function borrowBuffers(): Loan {
  const out = new Set<Buffer<ArrayBuffer>>();
  const giveBack = (buffer: Buffer<ArrayBuffer>) => {
    if (!out.delete(buffer) || keptBytes + buffer.length > mostKeptBytes) return;
    keptBytes += buffer.length;
    kept.set(buffer.length, [...(kept.get(buffer.length) ?? []), buffer]);
  };
  return {
    take: (size) => {
      const room = Math.max(smallest, 2 ** Math.ceil(Math.log2(size)));
      const found = kept.get(room)?.pop();
      if (found !== undefined) keptBytes -= room;
      const buffer = found ?? Buffer.allocUnsafeSlow(room);
      out.add(buffer);
      return buffer;
    },
    giveBack,
    end: () => out.forEach(giveBack),
  };
}
