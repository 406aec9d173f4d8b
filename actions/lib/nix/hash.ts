/** Nix hashes in every spelling: base16, Nix base32, SRI and `algo:` prefixes. Decodes; never matches text. */

export type HashAlgorithm = "md5" | "sha1" | "sha256" | "sha512";

export type Hash = { readonly algorithm: HashAlgorithm; readonly bytes: Uint8Array };

const sizes: Readonly<Record<HashAlgorithm, number>> = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };

export const hashAlgorithms = Object.keys(sizes) as readonly HashAlgorithm[];

/** Nix's own alphabet: no e, o, u, t. Source: NixOS/nix src/libutil/hash.cc. */
const alphabet = "0123456789abcdfghijklmnpqrsvwxyz";

export function hashSize(algorithm: HashAlgorithm): number {
  return sizes[algorithm];
}

/** Nix base32: least significant digit last, five bits a digit, the string reads backwards. */
export function encodeBase32(bytes: Uint8Array): string {
  const length = Math.ceil((bytes.length * 8) / 5);
  let text = "";
  for (let digit = length - 1; digit >= 0; digit--) {
    const bit = digit * 5;
    const low = (bytes[bit >> 3] ?? 0) >> (bit & 7);
    const high = (bytes[(bit >> 3) + 1] ?? 0) << (8 - (bit & 7));
    text += alphabet[(low | high) & 31];
  }
  return text;
}

/** The `size` bytes of a Nix base32 text, or undefined when length, alphabet or the spare top bits are wrong. */
export function decodeBase32(text: string, size: number): Uint8Array | undefined {
  if (text.length !== Math.ceil((size * 8) / 5)) return undefined;
  const bytes = new Uint8Array(size);
  for (let place = 0; place < text.length; place++) {
    const value = alphabet.indexOf(text.charAt(text.length - 1 - place));
    if (value < 0) return undefined;
    const bit = place * 5;
    const index = bit >> 3;
    bytes[index] = (bytes[index] ?? 0) | ((value << (bit & 7)) & 255);
    const carry = value >> (8 - (bit & 7));
    if (index + 1 < size) bytes[index + 1] = (bytes[index + 1] ?? 0) | carry;
    else if (carry !== 0) return undefined;
  }
  return bytes;
}

/** `sha256-<base64>` of the bytes. */
export function renderSri(hash: Hash): string {
  return `${hash.algorithm}-${Buffer.from(hash.bytes).toString("base64")}`;
}

/** `sha256:<Nix base32>`, as narinfos and the store database write it. */
export function renderNix32(hash: Hash): string {
  return `${hash.algorithm}:${encodeBase32(hash.bytes)}`;
}

/**
 * A hash in any spelling Nix reads. `assumed` is the algorithm when the text names none (`sha256 = "…"`).
 * Undefined when the text is no hash of that algorithm; SRI padding bits may be non-zero, as in Nix.
 */
export function parseHash(text: string, assumed?: HashAlgorithm): Hash | undefined {
  const named = /^(md5|sha1|sha256|sha512)([-:])(.*)$/s.exec(text);
  const algorithm = (named?.[1] as HashAlgorithm | undefined) ?? assumed;
  if (algorithm === undefined) return undefined;
  const body = named?.[3] ?? text;
  const bytes = named?.[2] === "-" ? decodeBase64(body, sizes[algorithm]) : decodeAny(body, sizes[algorithm]);
  return bytes && { algorithm, bytes };
}

function decodeAny(body: string, size: number): Uint8Array | undefined {
  if (body.length === size * 2) return decodeBase16(body);
  if (body.length === Math.ceil((size * 8) / 5)) return decodeBase32(body, size);
  return decodeBase64(body, size);
}

function decodeBase16(body: string): Uint8Array | undefined {
  return /^[0-9a-fA-F]*$/.test(body) ? new Uint8Array(Buffer.from(body, "hex")) : undefined;
}

function decodeBase64(body: string, size: number): Uint8Array | undefined {
  const length = Math.ceil(size / 3) * 4;
  if (body.length !== length || !/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return undefined;
  const bytes = new Uint8Array(Buffer.from(body, "base64"));
  return bytes.length === size ? bytes : undefined;
}
