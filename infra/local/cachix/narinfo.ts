/**
 * What a binary cache says about a path, and the text that is signed. Written apart from the client's own on purpose:
 * a mistake made on both sides of the wire would prove nothing.
 */

const alphabet = "0123456789abcdfghijklmnpqrsvwxyz";

export type PathRecord = {
  readonly hashPart: string;
  readonly name: string;
  /** `sha256:<Nix base32>` and size of the uncompressed NAR. */
  readonly narHash: string;
  readonly narSize: number;
  /** Lower-case hex, no prefix. */
  readonly fileHash: string;
  readonly fileSize: number;
  readonly compression: "xz" | "zst";
  /** Base names, sorted. */
  readonly references: readonly string[];
  readonly deriver: string;
  /** `keyname:base64`. */
  readonly signature: string;
};

export function narFileName(record: Pick<PathRecord, "fileHash" | "compression">): string {
  return `${record.fileHash}.nar.${record.compression}`;
}

/** Nix stops at a blank line and at a missing newline with "corrupt"; `References:` needs its space even when empty. */
export function renderNarInfo(record: PathRecord): string {
  return [
    `StorePath: /nix/store/${record.hashPart}-${record.name}`,
    `URL: nar/${narFileName(record)}`,
    `Compression: ${record.compression === "zst" ? "zstd" : "xz"}`,
    `FileHash: sha256:${record.fileHash}`,
    `FileSize: ${record.fileSize}`,
    `NarHash: ${record.narHash}`,
    `NarSize: ${record.narSize}`,
    `References: ${record.references.join(" ")}`,
    `Deriver: ${record.deriver}`,
    `Sig: ${record.signature}`,
    "",
  ].join("\n");
}

export function renderFingerprint(record: Omit<PathRecord, "signature">): string {
  const references = record.references.map((name) => `/nix/store/${name}`).join(",");
  return `1;/nix/store/${record.hashPart}-${record.name};${record.narHash};${record.narSize};${references}`;
}

/** `sha256:` and Nix base32: bits are taken from the end of the digest, five at a time. */
export function nixSha256(digest: Uint8Array): string {
  let bits = 0n;
  for (const byte of Uint8Array.from(digest).reverse()) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let place = 51n; place >= 0n; place--) text += alphabet[Number((bits >> (place * 5n)) & 31n)];
  return `sha256:${text}`;
}
