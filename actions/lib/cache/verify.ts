/**
 * Reads paths back as their users will: narinfo there, signature right, NAR to be had. Believes nothing the push said, and
 * asks without a token when the cache is public.
 */

import { renderNix32 } from "../nix/hash.ts";
import { type NarInfo, parseNarInfo } from "../nix/narinfo.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { parseStorePath } from "../nix/store-path.ts";
import type { CacheAccess } from "./access.ts";
import { bodyText, type Reply } from "./http.ts";
import { createLane } from "./lanes.ts";
import type { CacheFacts } from "./protocol.ts";
import { isSignedBy, type PublicKey, parsePublicKey } from "./signing.ts";

export type ReadBack =
  | { readonly state: "readable" }
  /** Served, signed by a key that is not the cache's; its name. */
  | { readonly state: "upstream"; readonly signer: string }
  | { readonly state: "unreadable"; readonly reason: string };

export type ReadBackOptions = {
  readonly access: CacheAccess;
  readonly facts: CacheFacts;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** Every Cachix cache has it as upstream. Source: nix.conf(5), trusted-public-keys. */
const upstreamKeys = ["cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="];

/** A path shows only when its references do, which takes the real server a moment. */
const pausesMs = [1000, 3000];

/** What became of each, by path. */
export async function readBack(
  infos: readonly PathInfo[],
  options: ReadBackOptions,
): Promise<ReadonlyMap<string, ReadBack>> {
  const results = new Map<string, ReadBack>();
  let open = infos;
  for (const pause of [0, ...pausesMs]) {
    if (open.length === 0 || options.access.signal.aborted) break;
    if (pause > 0) await options.wait(pause, options.access.signal).catch(() => undefined);
    await readAll(open, options, results);
    open = open.filter((info) => results.get(info.path)?.state === "unreadable");
  }
  return results;
}

async function readAll(
  infos: readonly PathInfo[],
  options: ReadBackOptions,
  results: Map<string, ReadBack>,
): Promise<void> {
  const lane = createLane({ tasks: 48, bytes: Number.POSITIVE_INFINITY });
  const keys = options.facts.publicSigningKeys.map(parsePublicKey).filter((key) => key !== undefined);
  await Promise.all(
    infos.map((info) =>
      lane.run(0, async () => void results.set(info.path, await readPath(info, keys, options))),
    ),
  );
}

async function readPath(
  info: PathInfo,
  keys: readonly PublicKey[],
  options: ReadBackOptions,
): Promise<ReadBack> {
  const reply = await get(options, `${parseStorePath(info.path)?.hashPart}.narinfo`);
  if (reply.kind === "silence" || reply.status !== 200)
    return { state: "unreadable", reason: explainMissing(reply, options.facts) };
  const narInfo = parseNarInfo(bodyText(reply));
  if (typeof narInfo === "string")
    return { state: "unreadable", reason: `its narinfo is corrupt: ${narInfo}` };
  if (narInfo.storePath !== info.path)
    return { state: "unreadable", reason: `its narinfo is that of ${narInfo.storePath}` };
  const trust = judge(info, narInfo, keys);
  if (trust.state === "unreadable") return trust;
  const fault = await findNarFault(narInfo, options);
  return fault === undefined ? trust : { state: "unreadable", reason: fault };
}

function judge(info: PathInfo, narInfo: NarInfo, keys: readonly PublicKey[]): ReadBack {
  const signed = { ...narInfo, path: narInfo.storePath };
  const signers = narInfo.signatures.map((signature) => signature.replace(/:.*$/s, ""));
  if (isSignedBy(keys, signed, narInfo.signatures)) {
    if (renderNix32(narInfo.narHash) === renderNix32(info.narHash)) return { state: "readable" };
    const reason = `the cache has other contents (${renderNix32(narInfo.narHash)}): the build is not reproducible`;
    return { state: "unreadable", reason };
  }
  if (signers.length === 0) return { state: "unreadable", reason: "its narinfo has no signature" };
  const known = upstreamKeys.map(parsePublicKey).filter((key) => key !== undefined);
  const isForged = [...keys, ...known].some((key) => signers.includes(key.name));
  if (isForged && !isSignedBy(known, signed, narInfo.signatures))
    return { state: "unreadable", reason: `its signature by ${signers.join(", ")} is wrong` };
  return { state: "upstream", signer: signers[0] ?? "" };
}

/** Reads the first bytes only, and compares the size the server names. */
async function findNarFault(narInfo: NarInfo, options: ReadBackOptions): Promise<string | undefined> {
  const reply = await get(options, narInfo.url, { range: "bytes=0-15" });
  if (reply.kind === "silence") return `its NAR cannot be fetched: ${reply.reason}`;
  if (reply.status !== 200 && reply.status !== 206) return `its NAR cannot be fetched: ${reply.status}`;
  const total =
    /\/(\d+)$/.exec(reply.headers.get("content-range") ?? "")?.[1] ?? reply.headers.get("content-length");
  if (narInfo.fileSize !== undefined && total !== null && Number(total) !== narInfo.fileSize)
    return `its NAR has ${total} bytes, its narinfo says ${narInfo.fileSize}`;
  const magic = magics[narInfo.compression];
  if (magic !== undefined && !Buffer.from(reply.body).toString("hex").startsWith(magic))
    return `its NAR is not ${narInfo.compression}`;
  return undefined;
}

const magics: Readonly<Record<string, string>> = {
  zstd: "28b52ffd",
  xz: "fd377a585a00",
  none: "0d00000000000000",
};

function get(
  options: ReadBackOptions,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const { access, facts } = options;
  const base = new URL(`${facts.uri.replace(/\/+$/, "")}/`);
  const target = new URL(url, base);
  // As Nix does by netrc: user empty, the token as password; never to another host.
  const isOurs = !facts.isPublic && access.token !== "" && target.origin === base.origin;
  const authorization = `Basic ${Buffer.from(`:${access.token}`).toString("base64")}`;
  return access.http.send({
    method: "GET",
    url: target.href,
    headers: { "user-agent": "nur-ci", ...headers, ...(isOurs ? { authorization } : {}) },
    signal: access.signal,
    bodyLimit: 1024 * 1024,
  });
}

function explainMissing(reply: Reply, facts: CacheFacts): string {
  if (reply.kind === "silence") return `${facts.uri} does not answer: ${reply.reason}`;
  if (reply.status === 401 || reply.status === 403)
    return `${facts.uri} refuses ${facts.isPublic ? "anonymous readers" : "the token"} (${reply.status})`;
  if (reply.status === 404)
    return `${facts.uri} does not show it (404): a reference is missing there, or the cache dropped it for its size limit`;
  return `${facts.uri} answers ${reply.status}`;
}
