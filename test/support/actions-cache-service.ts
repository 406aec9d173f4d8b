/**
 * The cache service of GitHub Actions, version 2, on loopback: three calls of twirp in JSON, and blobs to put and get. Entries are
 * immutable, and the newest whose key starts with a wanted one is found, as there. No scopes, no eviction.
 */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type Entry = { readonly key: string; readonly version: string; readonly blob: string; done: boolean };

export type ActionsCacheService = {
  /** Variables that a runner gives to an action so that it finds the service. */
  readonly environment: Readonly<Record<string, string>>;
  /** Keys of whole entries, oldest first. */
  readonly keys: () => readonly string[];
  /** While false, every call is refused. */
  serving: boolean;
  readonly close: () => Promise<void>;
};

const service = "/twirp/github.actions.results.api.v1.CacheService/";

export async function anActionsCacheService(): Promise<ActionsCacheService> {
  const entries: Entry[] = [];
  const blobs = new Map<string, Buffer>();
  let origin = "";
  const find = (version: string, wanted: readonly string[]): Entry | undefined => {
    const whole = entries.filter((entry) => entry.done && entry.version === version).reverse();
    const hits = wanted.map((prefix) => whole.find(({ key }) => key.startsWith(prefix)));
    return hits.find((entry) => entry !== undefined);
  };
  const answer = (method: string, body: Readonly<Record<string, unknown>>): unknown => {
    const { key, version } = body as { key: string; version: string };
    if (method === "GetCacheEntryDownloadURL") {
      const entry = find(version, [key, ...((body["restore_keys"] ?? []) as string[])]);
      if (entry === undefined) return { ok: false, signed_download_url: "", matched_key: "" };
      return { ok: true, signed_download_url: `${origin}${entry.blob}`, matched_key: entry.key };
    }
    const known = entries.find((entry) => entry.key === key && entry.version === version);
    if (method === "CreateCacheEntry") {
      if (known !== undefined) return { ok: false, signed_upload_url: "", message: "already exists" };
      const blob = `/account/container/${entries.length}?sig=x`;
      entries.push({ key, version, blob, done: false });
      return { ok: true, signed_upload_url: `${origin}${blob}` };
    }
    if (known === undefined || !blobs.has(known.blob)) return { ok: false, entry_id: "0" };
    known.done = true;
    return { ok: true, entry_id: "1" };
  };
  const state = { serving: true };
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { url = "", method } = request;
    if (!state.serving) response.writeHead(403).end("{}");
    else if (url.startsWith(service)) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer(url.slice(service.length), JSON.parse(String(body)))));
    } else if (method === "PUT") {
      blobs.set(url, body);
      response.writeHead(201, { etag: '"0"', "last-modified": new Date(0).toUTCString() }).end();
    } else if (blobs.has(url)) response.end(blobs.get(url));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: {
      ACTIONS_CACHE_SERVICE_V2: "True",
      ACTIONS_RESULTS_URL: `${origin}/`,
      ACTIONS_RUNTIME_TOKEN: "token-of-the-runtime",
      GITHUB_SERVER_URL: "https://github.com",
    },
    keys: () => entries.filter(({ done }) => done).map(({ key }) => key),
    get serving() {
      return state.serving;
    },
    set serving(value) {
      state.serving = value;
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
