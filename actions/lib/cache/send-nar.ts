/** Streams one store path to the cache: archive, hash, compress, cut into parts, send. Nothing touches the disk. */

import { createHash } from "node:crypto";
import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { renderNix32 } from "../nix/hash.ts";
import type { PathInfo } from "../nix/path-info.ts";
import type { CacheAccess } from "./access.ts";
import { compressNar, type NarMeasure, type NarSettings } from "./compress-nar.ts";
import { borrowBuffers, type Loan } from "./part-buffers.ts";
import { cutParts } from "./parts.ts";
import { createUpload, type SentFile, type SentPart, sendPart, type Upload } from "./protocol.ts";

export type SentNar = {
  /** What to complete, or to abort; undefined when not even that was given. */
  readonly upload: Upload | undefined;
  readonly file: Outcome<SentFile>;
};

type Piece = Parameters<typeof sendPart>[2];

type Wire = {
  readonly inFlight: Promise<Outcome<SentPart>>[];
  readonly send: (piece: Piece) => Promise<Outcome<SentPart>>;
};

/** Per path: one on the wire while the next is filled. */
const partsInFlight = 2;

/** Problems: cache-*, push-failed when the server refuses the upload, store-path-invalid when the store is at fault. */
export async function sendNar(access: CacheAccess, info: PathInfo, settings: NarSettings): Promise<SentNar> {
  const created = await createUpload(access);
  if (!created.ok) return { upload: undefined, file: created };
  const upload = created.value;
  const nar: NarMeasure = { hash: createHash("sha256"), size: 0 };
  const loan = borrowBuffers();
  const wire: Wire = { inFlight: [], send: (piece) => sendPart(access, upload, piece) };
  try {
    const file = await streamParts(info, { settings, nar, wire, loan });
    return { upload, file: file.ok ? checkContents(info, nar, file.value) : file };
  } catch (error) {
    return { upload, file: refuse(unreadable(info, (error as Error).message)) };
  } finally {
    // No request outlives the call that made it: the upload may be aborted next.
    await Promise.all(wire.inFlight);
    loan.end();
  }
}

type Stream = {
  readonly settings: NarSettings;
  readonly nar: NarMeasure;
  readonly wire: Wire;
  readonly loan: Loan;
};

async function streamParts(
  info: PathInfo,
  { settings, nar, wire, loan }: Stream,
): Promise<Outcome<SentFile>> {
  const fileHash = createHash("sha256");
  let fileSize = 0;
  const sent: SentPart[] = [];
  const compressed = compressNar(info, nar, settings, loan);
  for await (const bytes of cutParts(compressed, info.narSize, partsInFlight, loan)) {
    fileHash.update(bytes);
    fileSize += bytes.length;
    const md5 = createHash("md5").update(bytes).digest("base64");
    wire.inFlight.push(wire.send({ partNumber: sent.length + wire.inFlight.length + 1, bytes, md5 }));
    if (wire.inFlight.length < partsInFlight) continue;
    const oldest = await wire.inFlight[0];
    wire.inFlight.shift();
    if (oldest?.ok === false) return oldest;
    if (oldest?.ok) sent.push(oldest.value);
  }
  for (const outcome of await Promise.all(wire.inFlight)) {
    if (!outcome.ok) return outcome;
    sent.push(outcome.value);
  }
  return succeed({ fileHash: fileHash.digest("hex"), fileSize, parts: sent });
}

/** Before anything becomes visible. */
function checkContents(info: PathInfo, nar: NarMeasure, file: SentFile): Outcome<SentFile> {
  const expected = renderNix32(info.narHash);
  const found = renderNix32({ algorithm: "sha256", bytes: nar.hash.digest() });
  if (found === expected && nar.size === info.narSize) return succeed(file);
  return refuse({
    code: "store-path-invalid",
    severity: "error",
    where: info.path,
    what: `the files of ${JSON.stringify(info.path)} give ${found} (${nar.size} bytes), the store says ${expected} (${info.narSize} bytes)`,
    fix: `repair it, then push again: nix-store --repair-path ${info.path}`,
  });
}

function unreadable(info: PathInfo, reason: string): Problem {
  return {
    code: "store-path-invalid",
    severity: "error",
    where: info.path,
    what: `${JSON.stringify(info.path)} cannot be read: ${reason}`,
    fix: `look what is wrong with it: nix-store --verify-path ${info.path}`,
  };
}
