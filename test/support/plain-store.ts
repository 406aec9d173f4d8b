/** A web server that keeps what is PUT and serves it again: all that `nix copy --to http://…` asks of a binary cache. */

import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

export type PlainStore = {
  readonly url: string;
  readonly folder: string;
  readonly requests: { readonly method: string; readonly path: string; readonly authorization: string }[];
  /** Answered instead of doing the work, while it is set. */
  refuse?: { readonly method: string; readonly path: RegExp; readonly status: number };
  readonly dispose: () => Promise<void>;
};

export async function aPlainStore(options: { readonly latencyMs?: number } = {}): Promise<PlainStore> {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-plain-"));
  const requests: PlainStore["requests"] = [];
  const server = createServer((request, response) => void serve(request, response));
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url: target = "", headers } = request;
    const path = target.replace(/\?.*$/s, "");
    requests.push({ method, path, authorization: headers.authorization ?? "" });
    if (options.latencyMs !== undefined) await sleep(options.latencyMs);
    const { refuse } = store;
    if (refuse !== undefined && refuse.method === method && refuse.path.test(path)) {
      request.resume();
      response.writeHead(refuse.status).end("refused");
    } else if (method === "PUT") await keep(request, response, join(folder, path));
    else await give(method, response, join(folder, path));
  };
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const store: PlainStore = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    requests,
    dispose: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true });
    },
  };
  return store;
}

async function keep(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  await pipeline(request, createWriteStream(`${file}.draft`));
  renameSync(`${file}.draft`, file);
  response.writeHead(201).end();
}

async function give(method: string, response: ServerResponse, file: string): Promise<void> {
  const isInfo = file.endsWith("/nix-cache-info");
  if (isInfo && !existsSync(file)) response.end("StoreDir: /nix/store\nWantMassQuery: 1\n");
  else if (!existsSync(file)) response.writeHead(404).end();
  else if (method === "HEAD") response.end();
  else await pipeline(createReadStream(file), response);
}
