/** Where a pushed path is read back from, as its users read it: over HTTP, or from a folder. */

import { createReadStream, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Http, Reply } from "./http.ts";
import type { PublicKey } from "./signing.ts";

export type ReadHow = {
  /** First and last byte. */
  readonly range?: readonly [number, number];
  /** Takes the body instead of the reply; called anew for every try. */
  readonly sink?: (chunks: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly expectedBytes?: number;
};

export type ReadSource = {
  readonly name: string;
  /** Who is refused when it refuses, in words. */
  readonly reader: string;
  /** Undefined: nobody told us whose signatures to expect. */
  readonly keys: readonly PublicKey[] | undefined;
  /** `url` as a narinfo has it: relative to the source, or absolute. */
  readonly get: (url: string, how?: ReadHow) => Promise<Reply>;
};

/** Bytes that are read of an answer to a range, whatever the server makes of it. */
export const rangeLimit = 64 * 1024;
const textLimit = 1024 * 1024;

export type HttpSource = {
  readonly base: string;
  /** Empty: everybody may read. */
  readonly token: string;
  readonly keys: readonly PublicKey[] | undefined;
};

export function httpSource({ base, token, keys }: HttpSource, http: Http, signal: AbortSignal): ReadSource {
  const root = new URL(`${base.replace(/\/+$/, "")}/`);
  return {
    name: base,
    reader: token === "" ? "anonymous readers" : "the token",
    keys,
    get: (url, how = {}) => {
      const target = new URL(url, root);
      // As Nix does by netrc: user empty, the token as password; never to another host.
      const isOurs = token !== "" && target.origin === root.origin;
      const authorization = `Basic ${Buffer.from(`:${token}`).toString("base64")}`;
      return http.send({
        method: "GET",
        url: target.href,
        headers: {
          "user-agent": "nur-ci",
          ...(how.range === undefined ? {} : { range: `bytes=${how.range.join("-")}` }),
          ...(isOurs ? { authorization } : {}),
        },
        signal,
        bodyLimit: how.range === undefined ? textLimit : rangeLimit,
        ...(how.sink === undefined ? {} : { sink: how.sink, expectedBytes: how.expectedBytes ?? 0 }),
      });
    },
  };
}

/** A binary cache in a folder, as `file://` names it. Answers as a server of that folder would. */
export function folderSource(folder: string, keys: readonly PublicKey[] | undefined): ReadSource {
  return {
    name: folder,
    reader: "this user",
    keys,
    get: async (url, how = {}) => {
      const file = join(folder, url);
      try {
        const { size } = statSync(file);
        const headers = new Headers({ "content-length": String(size) });
        if (how.sink !== undefined) await how.sink(createReadStream(file));
        const body = how.sink === undefined ? await readSome(file, how.range) : Buffer.alloc(0);
        return { kind: "answer", status: 200, headers, body, attempts: 1 };
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const status = { ENOENT: 404, EACCES: 403 }[code ?? ""];
        if (status === undefined) return { kind: "silence", reason: message, attempts: 1 };
        return { kind: "answer", status, headers: new Headers(), body: Buffer.alloc(0), attempts: 1 };
      }
    },
  };
}

async function readSome(file: string, range: ReadHow["range"]): Promise<Buffer> {
  if (range === undefined) return readFile(file);
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file, { start: range[0], end: range[1] })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
