/** The cache's token, sealed so that only GitHub can open it: what is printed and committed is of no use to anybody else. */

import sodium from "libsodium-wrappers";
import { type Outcome, refuse, succeed } from "../workflows/problem.ts";
import { type GithubApi, GithubRefusal, type JsonRecord } from "./github-api.ts";
import type { Settings } from "./settings-schema.ts";
import { fingerprintOf } from "./token-age.ts";

export type Sealed = { readonly value: string; readonly keyId: string; readonly fingerprint: string };

/** To the key of the scope that the settings name. Problem: github-refused. */
export async function sealToken(
  settings: Pick<Settings, "owner" | "repository" | "cacheToken">,
  token: string,
  api: GithubApi,
): Promise<Outcome<Sealed>> {
  const path = keyPath(settings);
  const key = await findKey(api, path);
  if (key instanceof GithubRefusal)
    return refuse({
      code: "github-refused",
      severity: "error",
      where: path,
      what: `GitHub refuses to give the key: ${key.message}`,
      fix: "give GITHUB_TOKEN a token that may write secrets",
    });
  if (key === undefined)
    return refuse({
      code: "github-refused",
      severity: "error",
      where: path,
      what: "there is no such place for a secret yet",
      fix: "apply the stack without sealed once, or make the repository by hand",
    });
  const value = await sealText(String(key["key"]), token);
  return succeed({ value, keyId: String(key["key_id"]), fingerprint: fingerprintOf(token, settings) });
}

/** Base64 of a sealed box (X25519, XSalsa20-Poly1305). Never twice the same: nothing can be told from comparing two. */
export async function sealText(publicKey: string, text: string): Promise<string> {
  await sodium.ready;
  const sealed = sodium.crypto_box_seal(text, new Uint8Array(Buffer.from(publicKey, "base64")));
  return Buffer.from(sealed).toString("base64");
}

async function findKey(api: GithubApi, path: string): Promise<JsonRecord | GithubRefusal | undefined> {
  try {
    return await api.find(path);
  } catch (error) {
    if (error instanceof GithubRefusal) return error;
    throw error;
  }
}

function keyPath({
  owner,
  repository,
  cacheToken,
}: Pick<Settings, "owner" | "repository" | "cacheToken">): string {
  if (cacheToken.scope === "organization") return `/orgs/${owner}/actions/secrets/public-key`;
  const root = `/repos/${owner}/${repository.name}`;
  return cacheToken.scope === "repository"
    ? `${root}/actions/secrets/public-key`
    : `${root}/environments/${encodeURIComponent(cacheToken.environment ?? "")}/secrets/public-key`;
}
