/**
 * Reads paths back as their users will: narinfo there, signature right, NAR to be had. Believes nothing the push said, and
 * asks without a token when the cache is public.
 */

import { createHash } from "node:crypto";
import { renderNix32 } from "../nix/hash.ts";
import { type NarInfo, parseNarInfo } from "../nix/narinfo.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { parseStorePath } from "../nix/store-path.ts";
import { decompress } from "./decompress.ts";
import { bodyText, type Reply } from "./http.ts";
import { createLane } from "./lanes.ts";
import { type ReadSource, rangeLimit } from "./read-source.ts";
import { isSignedBy, type PublicKey, parsePublicKey } from "./signing.ts";

/** Full: every archive is downloaded, decompressed and hashed. Quick: its first bytes and its size. */
export type ReadDepth = "quick" | "full";

export type ReadBack =
  /** `fileBytes`: what its narinfo says the archive weighs there. */
  | { readonly state: "readable"; readonly fileBytes?: number }
  /** Served, signed by a key that is not the cache's; its name. */
  | { readonly state: "upstream"; readonly signer: string }
  | { readonly state: "unreadable"; readonly reason: string };

export type ReadBackOptions = {
  readonly source: ReadSource;
  readonly depth: ReadDepth;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
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
    if (open.length === 0 || options.signal.aborted) break;
    if (pause > 0) await options.wait(pause, options.signal).catch(() => undefined);
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
  const lane = createLane({ tasks: options.depth === "full" ? 4 : 48, bytes: Number.POSITIVE_INFINITY });
  await Promise.all(
    infos.map((info) => lane.run(0, async () => void results.set(info.path, await readPath(info, options)))),
  );
}

async function readPath(info: PathInfo, { source, depth }: ReadBackOptions): Promise<ReadBack> {
  const reply = await source.get(`${parseStorePath(info.path)?.hashPart}.narinfo`);
  if (reply.kind === "silence" || reply.status !== 200)
    return { state: "unreadable", reason: explainMissing(reply, source) };
  const narInfo = parseNarInfo(bodyText(reply));
  if (typeof narInfo === "string")
    return { state: "unreadable", reason: `its narinfo is corrupt: ${narInfo}` };
  if (narInfo.storePath !== info.path)
    return { state: "unreadable", reason: `its narinfo is that of ${narInfo.storePath}` };
  const trust = judge(info, narInfo, source.keys);
  if (trust.state === "unreadable") return trust;
  const fault = await (depth === "full" ? findContentFault : findNarFault)(narInfo, source);
  return fault === undefined ? trust : { state: "unreadable", reason: fault };
}

function judge(info: PathInfo, narInfo: NarInfo, keys: readonly PublicKey[] | undefined): ReadBack {
  const signed = { ...narInfo, path: narInfo.storePath };
  const signers = narInfo.signatures.map((signature) => signature.replace(/:.*$/s, ""));
  if (keys === undefined || isSignedBy(keys, signed, narInfo.signatures)) {
    const size = narInfo.fileSize === undefined ? {} : { fileBytes: narInfo.fileSize };
    if (renderNix32(narInfo.narHash) === renderNix32(info.narHash)) return { state: "readable", ...size };
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
async function findNarFault(narInfo: NarInfo, source: ReadSource): Promise<string | undefined> {
  const reply = await source.get(narInfo.url, { range: [0, 15] });
  const fault = fetchFault(reply);
  if (fault !== undefined || reply.kind === "silence") return fault;
  const total = sizeOf(reply);
  if (narInfo.fileSize !== undefined && total !== undefined && total !== narInfo.fileSize)
    return `its NAR has ${total} bytes, its narinfo says ${narInfo.fileSize}`;
  const magic = magics[narInfo.compression];
  if (magic !== undefined && !Buffer.from(reply.body).toString("hex").startsWith(magic))
    return `its NAR is not ${narInfo.compression}`;
  return undefined;
}

/** Of the whole file, as far as the answer tells: some servers know neither ranges nor lengths. */
function sizeOf({ headers, status, body }: Reply & { kind: "answer" }): number | undefined {
  const named =
    /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1] ?? headers.get("content-length") ?? undefined;
  if (named !== undefined) return Number(named);
  return status === 200 && body.length < rangeLimit ? body.length : undefined;
}

/** Downloads, decompresses, hashes; keeps nothing. */
async function findContentFault(narInfo: NarInfo, source: ReadSource): Promise<string | undefined> {
  let fault: string | undefined;
  const sink = async (chunks: AsyncIterable<Uint8Array>) => {
    fault = await measureFault(narInfo, chunks);
  };
  const reply = await source.get(narInfo.url, { sink, expectedBytes: narInfo.fileSize ?? narInfo.narSize });
  return fetchFault(reply) ?? fault;
}

/** Throws only what the connection throws: that is worth another try, broken bytes are not. */
async function measureFault(
  narInfo: NarInfo,
  chunks: AsyncIterable<Uint8Array>,
): Promise<string | undefined> {
  const hash = createHash("sha256");
  let size = 0;
  let lost: unknown;
  const noting = async function* () {
    try {
      yield* chunks;
    } catch (error) {
      lost = error;
      throw error;
    }
  };
  try {
    for await (const chunk of decompress(narInfo.compression, noting())) {
      hash.update(chunk);
      size += chunk.length;
      if (size > narInfo.narSize) break;
    }
  } catch (error) {
    if (lost !== undefined) throw lost;
    return `its NAR is not whole ${narInfo.compression}: ${(error as Error).message}`;
  }
  const found = renderNix32({ algorithm: "sha256", bytes: hash.digest() });
  const said = renderNix32(narInfo.narHash);
  if (found === said && size === narInfo.narSize) return undefined;
  return `its NAR gives ${found} (${size} bytes), its narinfo says ${said} (${narInfo.narSize} bytes)`;
}

function fetchFault(reply: Reply): string | undefined {
  if (reply.kind === "silence") return `its NAR cannot be fetched: ${reply.reason}`;
  if (reply.status !== 200 && reply.status !== 206) return `its NAR cannot be fetched: ${reply.status}`;
  return undefined;
}

const magics: Readonly<Record<string, string>> = {
  zstd: "28b52ffd",
  xz: "fd377a585a00",
  none: "0d00000000000000",
};

function explainMissing(reply: Reply, { name, reader }: ReadSource): string {
  if (reply.kind === "silence") return `${name} does not answer: ${reply.reason}`;
  if (reply.status === 401 || reply.status === 403) return `${name} refuses ${reader} (${reply.status})`;
  if (reply.status === 404)
    return `${name} does not show it (404): a reference is missing there, or the cache dropped it for its size limit`;
  return `${name} answers ${reply.status}`;
}
