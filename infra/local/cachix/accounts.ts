/** The caches of one loopback Cachix with their tokens and keys: made at the first start, kept with mode 0600. */

import { randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../files.ts";
import { createKeyPair, isSignedBy, type KeyPair, signText } from "./keys.ts";

export type CacheSettings = {
  readonly name: string;
  /** Readable without a token; default true. */
  readonly isPublic?: boolean;
  /** Who signs; default the server. With "client", keys are registered by `POST key`. */
  readonly signing?: "server" | "client";
  readonly preferredCompression?: "XZ" | "ZSTD";
  /** A path is served only once its whole closure is here or upstream, as the real server does; default false. */
  readonly requireClosure?: boolean;
  /** NARs are answered with 302 to a presigned URL on another host, as the real API declares it; default false. */
  readonly redirectsNars?: boolean;
  /** Hash parts that count as present although nothing is stored: another cache has them. */
  readonly upstream?: readonly string[];
  /** Caches of the same server that are read through, contents and signatures as theirs. */
  readonly upstreams?: readonly string[];
  /** Bytes of compressed NARs the cache may hold; beyond, completing answers 413. */
  readonly quotaBytes?: number;
  /** Beyond so many bytes, what was read least recently and no pin keeps is dropped. */
  readonly limitBytes?: number;
};

export type Permission = "Read" | "Write";

type Secrets = { token: string; readToken: string; keyPair: KeyPair; registeredKeys: string[] };

export type Account = CacheSettings & {
  readonly folder: string;
  readonly secrets: Readonly<Secrets>;
};

export function openAccount(stateFolder: string, settings: CacheSettings): Account {
  const folder = join(stateFolder, "caches", settings.name);
  for (const part of ["narinfo", "nar", "uploads"]) mkdirSync(join(folder, part), { recursive: true });
  const file = secretsFile(folder);
  if (!existsSync(file)) saveSecrets(folder, createSecrets());
  return { ...settings, folder, secrets: JSON.parse(readFileSync(file, "utf8")) as Secrets };
}

/** `NAME-1:base64` in Nix form, those a client may check signatures with; the server's own comes first. */
export function publishedKeys(account: Account): readonly string[] {
  const { keyPair, registeredKeys } = account.secrets;
  const keys = account.signing === "client" ? registeredKeys : [keyPair.publicKey, ...registeredKeys];
  return keys.map((key, index) => `${account.name}-${index + 1}:${key}`);
}

/** `keyname:base64` over the fingerprint: the cache's own, or the client's when one of the published keys made it. */
export function signatureFor(
  account: Account,
  fingerprint: string,
  given: string | null,
): string | undefined {
  const keys = publishedKeys(account).map((key) => key.split(":") as [string, string]);
  if (given === null && account.signing !== "client")
    return `${keys[0]?.[0]}:${signText(account.secrets.keyPair.seed, fingerprint)}`;
  const signer = keys.find(([, key]) => given !== null && isSignedBy(key, fingerprint, given));
  return signer && `${signer[0]}:${given}`;
}

export function registerKey(account: Account, publicKey: string): void {
  if (account.secrets.registeredKeys.includes(publicKey)) return;
  const secrets = account.secrets as Secrets;
  secrets.registeredKeys.push(publicKey);
  saveSecrets(account.folder, secrets);
}

/** What the bearer of the text may do here; undefined when it is none of the cache's tokens. */
export function permissionOf(account: Account, token: string): Permission | undefined {
  if (isSame(token, account.secrets.token)) return "Write";
  return isSame(token, account.secrets.readToken) ? "Read" : undefined;
}

function isSame(given: string, kept: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(kept);
  return left.length === right.length && timingSafeEqual(left, right);
}

function createSecrets(): Secrets {
  const token = () => randomBytes(30).toString("base64url");
  return { token: token(), readToken: token(), keyPair: createKeyPair(), registeredKeys: [] };
}

function saveSecrets(folder: string, secrets: Secrets): void {
  writeWhole(secretsFile(folder), `${JSON.stringify(secrets, undefined, 2)}\n`, 0o600);
}

function secretsFile(folder: string): string {
  return join(folder, "secrets.json");
}
