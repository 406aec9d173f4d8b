/** Ed25519 in Nix's spelling. Refuses to make a key twice: what is on disk is used again. */

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/** Fixed DER heads of an Ed25519 key, RFC 8410. */
const privateHead = Buffer.from("302e020100300506032b657004220420", "hex");
const publicHead = Buffer.from("302a300506032b6570032100", "hex");

export type KeyPair = {
  /** Base64 of the 32-byte seed. */
  readonly seed: string;
  /** Base64 of the 32-byte public key. */
  readonly publicKey: string;
};

export function createKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { seed: lastBytes(privateKey, "pkcs8"), publicKey: lastBytes(publicKey, "spki") };
}

/** Base64, without a key name. */
export function signText(seed: string, text: string): string {
  const der = Buffer.concat([privateHead, Buffer.from(seed, "base64")]);
  return sign(null, Buffer.from(text), createPrivateKey({ key: der, format: "der", type: "pkcs8" })).toString(
    "base64",
  );
}

export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const raw = Buffer.from(publicKey, "base64");
  if (raw.length !== 32) return false;
  const key = createPublicKey({ key: Buffer.concat([publicHead, raw]), format: "der", type: "spki" });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
}

function lastBytes(key: KeyObject, type: "pkcs8" | "spki"): string {
  const der = key.export({ format: "der", type } as { format: "der"; type: "spki" });
  return der.subarray(der.length - 32).toString("base64");
}
