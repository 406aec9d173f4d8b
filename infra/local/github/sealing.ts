/** The key pair that secrets are sealed to: made once, private half with mode 0600. Nothing but its owner can open a secret. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sodium from "libsodium-wrappers";
import { writeWhole } from "../files.ts";

export type SealingKey = {
  readonly id: string;
  /** Base64 of 32 bytes. */
  readonly publicKey: string;
  /** Undefined when the text was not sealed to this key. */
  open(sealed: string): string | undefined;
};

type KeyFile = { readonly id: string; readonly publicKey: string; readonly privateKey: string };

/** 32 bytes of the sender's key and 16 of the authenticator: what sealing adds to the text. */
const overhead = 48;

export async function openSealingKey(folder: string): Promise<SealingKey> {
  await sodium.ready;
  const path = join(folder, "sealing-key.json");
  if (!existsSync(path)) writeWhole(path, `${JSON.stringify(createKey())}\n`, 0o600);
  const key = JSON.parse(readFileSync(path, "utf8")) as KeyFile;
  return {
    id: key.id,
    publicKey: key.publicKey,
    open: (sealed) => openSealed(key, sealed),
  };
}

/** Whether a sealed box can be in the text at all; what is inside only its owner can tell. */
export function isSealedText(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text, "base64").length >= overhead;
}

function createKey(): KeyFile {
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  return {
    id: Buffer.from(publicKey.subarray(0, 9)).toString("hex"),
    publicKey: Buffer.from(publicKey).toString("base64"),
    privateKey: Buffer.from(privateKey).toString("base64"),
  };
}

function openSealed(key: KeyFile, sealed: string): string | undefined {
  const half = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));
  try {
    const opened = sodium.crypto_box_seal_open(half(sealed), half(key.publicKey), half(key.privateKey));
    return Buffer.from(opened).toString("utf8");
  } catch {
    return undefined;
  }
}
