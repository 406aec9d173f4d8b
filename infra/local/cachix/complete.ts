/** The end of an upload: everything the client claims is measured, then signed and published, or refused and dropped. */

import { statSync } from "node:fs";
import type { FastifyReply } from "fastify";
import * as v from "valibot";
import { type Exchange, refuseWith } from "./access.ts";
import { signatureFor } from "./accounts.ts";
import { joinParts, type Measures } from "./joined-nar.ts";
import { type PathRecord, renderFingerprint } from "./narinfo.ts";
import type { Shelf } from "./shelf.ts";
import { dropUpload, listParts, type Part, type Upload } from "./uploads.ts";

const baseName = /^[0-9abcdfghijklmnpqrsvwxyz]{32}-[0-9a-zA-Z+\-._?=]+$/;
const size = v.pipe(v.number(), v.integer(), v.minValue(1));

const completion = v.object({
  parts: v.nullable(v.array(v.object({ partNumber: v.number(), eTag: v.string() }))),
  narInfoCreate: v.object({
    cStoreHash: v.pipe(v.string(), v.regex(/^[0-9a-z]{32}$/)),
    cStoreSuffix: v.pipe(v.string(), v.nonEmpty()),
    cNarHash: v.pipe(v.string(), v.regex(/^sha256:[0-9a-z]{52}$/)),
    cNarSize: size,
    cFileHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    cFileSize: size,
    cReferences: v.array(v.pipe(v.string(), v.regex(baseName))),
    cDeriver: v.string(),
    cSig: v.nullable(v.string()),
  }),
});

/** S3's limit for every part but the last. */
const smallestPart = 5 * 1024 * 1024;

type Claim = v.InferOutput<typeof completion>["narInfoCreate"];

export async function completeUpload(
  shelf: Shelf,
  upload: Upload,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const body = v.safeParse(completion, request.body);
  if (!body.success)
    return refuseWith(reply, 400, `${v.getDotPath(body.issues[0]) ?? "body"}: ${body.issues[0].message}`);
  const claim = body.output.narInfoCreate;
  const parts = listParts(upload);
  if (!isSameList(parts, body.output.parts)) return refuseWith(reply, 400, "InvalidPart");
  if (parts.slice(0, -1).some((part) => statSync(part.file).size < smallestPart))
    return refuseWith(reply, 400, "EntityTooSmall");
  // An existing path is never overridden.
  if (!shelf.storage.has(claim.cStoreHash)) {
    const measures = await joinParts(upload, parts);
    const wrong = measures === undefined ? "the NAR does not decompress" : mismatch(claim, measures);
    if (measures === undefined || wrong !== undefined) return refuseWith(reply, 400, wrong ?? "");
    if (
      shelf.storage.usedBytes() + measures.fileSize >
      (shelf.account.quotaBytes ?? Number.POSITIVE_INFINITY)
    )
      return refuseWith(reply, 413, `Binary cache ${shelf.account.name} is full.`);
    const record = toRecord(claim, upload);
    const signature = signatureFor(shelf.account, renderFingerprint(record), claim.cSig);
    if (signature === undefined) return refuseWith(reply, 400, explainSignature(shelf, claim));
    // Another upload of the path may have ended meanwhile.
    if (!shelf.storage.has(claim.cStoreHash)) shelf.storage.add({ ...record, signature }, measures.file);
    shelf.storage.collect();
  }
  dropUpload(upload);
  return reply.send("");
}

/** `null` is what the real client sends when an answer had no ETag: what is here counts then. */
function isSameList(
  here: readonly Part[],
  claimed: readonly { partNumber: number; eTag: string }[] | null,
): boolean {
  if (here.some((part, index) => part.number !== index + 1)) return false;
  if (claimed === null) return true;
  return (
    claimed.length === here.length &&
    here.every(
      (part, index) => claimed[index]?.partNumber === part.number && claimed[index]?.eTag === part.eTag,
    )
  );
}

function mismatch(claim: Claim, measures: Measures): string | undefined {
  const differ = (what: string, claimed: unknown, found: unknown) =>
    claimed === found ? undefined : `${what} mismatch: claimed ${claimed}, found ${found}`;
  return (
    differ("file size", claim.cFileSize, measures.fileSize) ??
    differ("file hash", claim.cFileHash, measures.fileHash) ??
    (measures.inside && differ("nar size", claim.cNarSize, measures.inside.narSize)) ??
    (measures.inside && differ("nar hash", claim.cNarHash, measures.inside.narHash))
  );
}

function toRecord(claim: Claim, upload: Upload): Omit<PathRecord, "signature"> {
  return {
    hashPart: claim.cStoreHash,
    name: claim.cStoreSuffix,
    narHash: claim.cNarHash,
    narSize: claim.cNarSize,
    fileHash: claim.cFileHash,
    fileSize: claim.cFileSize,
    compression: upload.compression,
    references: claim.cReferences,
    deriver: claim.cDeriver,
  };
}

function explainSignature({ account }: Shelf, claim: Claim): string {
  if (account.signing === "client" && account.secrets.registeredKeys.length === 0)
    return "No public key set yet. Run 'cachix generate-keypair' first.";
  return claim.cSig === null ? "This cache is self-signed: a signature is required." : "Invalid signature.";
}
