/** Ed25519 over narinfo fingerprints, in Nix's and Cachix's spellings. A key that does not add up is refused, not tried. */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { type Hash, renderNix32 } from "../nix/hash.ts";

export type SigningKey = {
  /** Undefined for the bare spelling. */
  readonly name?: string;
  /** Base64 of 32 bytes. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
};

export type PublicKey = { readonly name: string; readonly publicKey: string };

export type SignedFacts = {
  readonly path: string;
  readonly narHash: Hash;
  readonly narSize: number;
  readonly references: readonly string[];
};

/** Fixed DER heads of an Ed25519 key, RFC 8410. */
const privateHead = Buffer.from("302e020100300506032b657004220420", "hex");
const publicHead = Buffer.from("302a300506032b6570032100", "hex");

/** The text that is signed: `1;path;sha256:base32;size;references`, as in NixOS/nix path-info.cc. */
export function renderFingerprint(facts: SignedFacts): string {
  const references = [...facts.references].sort().join(",");
  return `1;${facts.path};${renderNix32(facts.narHash)};${facts.narSize};${references}`;
}

/** Base64 of seed and public key, bare as Cachix makes it or `name:` first as Nix does. Problem: signing-key. */
export function parseSigningKey(text: string): Outcome<SigningKey> {
  const colon = text.indexOf(":");
  const name = colon < 0 ? undefined : text.slice(0, colon).trim();
  const encoded = text.slice(colon + 1).trim();
  const bytes = Buffer.from(encoded, "base64");
  if (name === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded) || bytes.length !== 64)
    return refuse(keyProblem("it is not base64 of 64 bytes, with or without a name and a colon before it"));
  const der = Buffer.concat([privateHead, bytes.subarray(0, 32)]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const publicKey = rawPublicKey(privateKey);
  if (!publicKey.equals(bytes.subarray(32)))
    return refuse(
      keyProblem("its two halves do not belong together: it was cut or altered when it was copied"),
    );
  return succeed({
    ...(name === undefined ? {} : { name }),
    publicKey: publicKey.toString("base64"),
    privateKey,
  });
}

/** That the cache publishes the key's other half, under the same name if the key has one. Problem: signing-key. */
export function checkPublished(key: SigningKey, published: readonly string[]): Outcome<SigningKey> {
  const keys = published.map(parsePublicKey).filter((found) => found !== undefined);
  const match = keys.find((found) => found.publicKey === key.publicKey);
  if (match === undefined)
    return refuse(keyProblem(`its public half ${key.publicKey} is none of the cache's: ${list(published)}`));
  if (key.name !== undefined && key.name !== match.name)
    return refuse(
      keyProblem(`it is named ${JSON.stringify(key.name)}, the cache calls it ${JSON.stringify(match.name)}`),
    );
  return succeed(key);
}

/** Base64 of the signature, without a key name. */
export function signFacts(key: SigningKey, facts: SignedFacts): string {
  return sign(null, Buffer.from(renderFingerprint(facts)), key.privateKey).toString("base64");
}

/** Undefined when it is not `name:` and base64 of 32 bytes. */
export function parsePublicKey(text: string): PublicKey | undefined {
  const [name = "", encoded = "", ...rest] = text.split(":");
  const isKey = name !== "" && rest.length === 0 && Buffer.from(encoded, "base64").length === 32;
  return isKey ? { name, publicKey: encoded } : undefined;
}

/** Whether one of the `name:base64` signatures was made over the facts by the key of that name. */
export function isSignedBy(
  keys: readonly PublicKey[],
  facts: SignedFacts,
  signatures: readonly string[],
): boolean {
  const message = Buffer.from(renderFingerprint(facts));
  return signatures.some((signature) => {
    const [name, encoded = ""] = signature.split(":");
    return keys.some((key) => key.name === name && checks(key, message, Buffer.from(encoded, "base64")));
  });
}

function checks(key: PublicKey, message: Buffer, signature: Buffer): boolean {
  const der = Buffer.concat([publicHead, Buffer.from(key.publicKey, "base64")]);
  return verify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
}

function rawPublicKey(key: KeyObject): Buffer {
  const der = createPublicKey(key).export({ format: "der", type: "spki" });
  return der.subarray(der.length - 32);
}

function list(keys: readonly string[]): string {
  return keys.length === 0 ? "it publishes none yet" : keys.join(", ");
}

function keyProblem(what: string): Problem {
  return {
    code: "signing-key",
    severity: "error",
    where: "signing-key",
    what: `the signing key does not fit: ${what}`,
    fix: "give the secret key that `cachix generate-keypair` wrote for this cache, or none: the server signs then",
  };
}
