/** The calls of Cachix's API that a push makes, one function each. Knows the wire, not the order. */

import * as v from "valibot";
import { type Outcome, refuse, succeed } from "../../../workflows/problem.ts";
import { renderNix32 } from "../nix/hash.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { parseStorePath, storeDirectory } from "../nix/store-path.ts";
import { apiHeaders, apiUrl, type CacheAccess, explainReply, explainUpload, quote } from "./access.ts";
import { bodyText, type Reply } from "./http.ts";
import type { Keep } from "./pin.ts";

const cacheFacts = v.object({
  name: v.string(),
  /** Where Nix reads. */
  uri: v.pipe(v.string(), v.url()),
  isPublic: v.boolean(),
  /** `name:base64`. */
  publicSigningKeys: v.array(v.string()),
  permission: v.picklist(["Read", "Write", "Admin"]),
  preferredCompressionMethod: v.picklist(["XZ", "ZSTD"]),
});

const upload = v.object({ narId: v.pipe(v.string(), v.uuid()), uploadId: v.string() });
const part = v.object({ uploadUrl: v.pipe(v.string(), v.url()) });

export type CacheFacts = v.InferOutput<typeof cacheFacts>;
export type Upload = v.InferOutput<typeof upload>;

export type SentPart = { readonly partNumber: number; readonly eTag: string | null };

export type SentFile = {
  /** Lower-case hex of the compressed bytes. */
  readonly fileHash: string;
  readonly fileSize: number;
  readonly parts: readonly SentPart[];
};

/** Problems: cache-unreachable, cache-refused, cache-missing. */
export function getCache(access: CacheAccess): Promise<Outcome<CacheFacts>> {
  return ask(access, { method: "GET", path: "", doing: "reading its settings" }, cacheFacts);
}

/** Always zstd: the query overrides what the server prefers, and every Nix since 2.4 reads it. */
export function createUpload(access: CacheAccess): Promise<Outcome<Upload>> {
  const doing = "starting an upload";
  return ask(access, { method: "POST", path: "/multipart-nar?compression=zst", doing }, upload);
}

/** Sends one part and gives its ETag verbatim, null when the answer had none. */
export async function sendPart(
  access: CacheAccess,
  target: Upload,
  piece: { readonly partNumber: number; readonly bytes: Uint8Array<ArrayBuffer>; readonly md5: string },
): Promise<Outcome<SentPart>> {
  const { partNumber, bytes, md5 } = piece;
  const doing = `sending part ${partNumber}`;
  const path = `${uploadPath(target)}?uploadId=${encodeURIComponent(target.uploadId)}&partNumber=${partNumber}`;
  const request = { method: "POST", path, doing, body: { contentMD5: md5 }, explain: explainUpload } as const;
  const given = await ask(access, request, part);
  if (!given.ok) return given;
  const reply = await access.http.send({
    method: "PUT",
    url: given.value.uploadUrl,
    // No Authorization: the URL itself admits, and it may lead to another party.
    headers: { "content-type": "application/octet-stream", "content-md5": md5 },
    body: bytes,
    signal: access.signal,
  });
  if (reply.kind === "silence" || reply.status < 200 || reply.status > 299)
    return refuse(explainUpload({ ...access, token: "" }, reply, doing));
  return succeed({ partNumber, eTag: reply.headers.get("etag") });
}

/** Makes the path visible. `signature` is base64 without name, null when the server is to sign. */
export async function completeUpload(
  access: CacheAccess,
  target: Upload,
  what: { readonly info: PathInfo; readonly file: SentFile; readonly signature: string | null },
): Promise<Outcome<undefined>> {
  const { parts } = what.file;
  const body = {
    // All or none, as the real client does: without ETags the server goes by what it has.
    parts: parts.every((sent) => sent.eTag !== null) ? parts : null,
    narInfoCreate: narInfoCreate(what.info, what.file, what.signature),
  };
  const path = `${uploadPath(target)}/complete?uploadId=${encodeURIComponent(target.uploadId)}`;
  return tell(access, { method: "POST", path, doing: "completing the upload", body });
}

export function abortUpload(access: CacheAccess, target: Upload): Promise<Outcome<undefined>> {
  const path = `${uploadPath(target)}/abort?uploadId=${encodeURIComponent(target.uploadId)}`;
  return tell(access, { method: "POST", path, doing: "aborting an upload" });
}

/** Neither read nor undone by any call. Problems: cache-*, push-failed. */
export function createPin(
  access: CacheAccess,
  pin: { readonly name: string; readonly storePath: string; readonly keep: Keep },
): Promise<Outcome<undefined>> {
  const doing = `pinning ${pin.storePath}`;
  return tell(access, { method: "POST", path: "/pin", doing, body: { ...pin, artifacts: [] } });
}

function narInfoCreate(info: PathInfo, file: SentFile, signature: string | null): unknown {
  const { hashPart, name } = parseStorePath(info.path) ?? { hashPart: "", name: "" };
  const baseName = (path: string): string => path.slice(storeDirectory.length + 1);
  return {
    cStoreHash: hashPart,
    cStoreSuffix: name,
    cNarHash: renderNix32(info.narHash),
    cNarSize: info.narSize,
    cFileHash: file.fileHash,
    cFileSize: file.fileSize,
    cReferences: info.references.map(baseName),
    cDeriver: info.deriver === undefined ? "unknown-deriver" : baseName(info.deriver),
    cSig: signature,
  };
}

type Request = {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Completes "… while ". */
  readonly doing: string;
  readonly body?: unknown;
  /** Default: a refusal concerns the whole cache. */
  readonly explain?: typeof explainReply;
};

async function ask<T>(
  access: CacheAccess,
  request: Request,
  schema: v.GenericSchema<unknown, T>,
): Promise<Outcome<T>> {
  const reply = await send(access, request);
  if (reply.kind === "silence" || reply.status !== 200)
    return refuse((request.explain ?? explainReply)(access, reply, request.doing));
  const parsed = v.safeParse(schema, parseJson(bodyText(reply)));
  if (parsed.success) return succeed(parsed.output);
  return refuse({
    code: "cache-unreachable",
    severity: "error",
    where: access.cache.text,
    what: `cache ${JSON.stringify(access.cache.name)} does not speak the protocol while ${request.doing}: ${quote(access, bodyText(reply))}`,
    fix: "check that the address is a Cachix API and not a web page before it",
  });
}

async function tell(access: CacheAccess, request: Request): Promise<Outcome<undefined>> {
  const reply = await send(access, request);
  if (reply.kind === "answer" && reply.status === 200) return succeed(undefined);
  return refuse(explainUpload(access, reply, request.doing));
}

function send(access: CacheAccess, request: Request): Promise<Reply> {
  const hasBody = request.body !== undefined;
  return access.http.send({
    method: request.method,
    url: apiUrl(access, request.path),
    headers: {
      ...apiHeaders(access),
      ...(hasBody ? { "content-type": "application/json;charset=utf-8" } : {}),
    },
    ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
    signal: access.signal,
  });
}

function uploadPath(target: Upload): string {
  return `/multipart-nar/${encodeURIComponent(target.narId)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
