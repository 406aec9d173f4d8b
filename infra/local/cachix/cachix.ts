/** A Cachix on 127.0.0.1 that the real `cachix` program and real Nix accept. Not for the open: it listens nowhere else. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import fastify, { type FastifyInstance } from "fastify";
import { type Outcome, refuse, succeed } from "../../../workflows/problem.ts";
import { createFaults, type Faults } from "../faults.ts";
import { type Lock, lockFolder } from "../lock.ts";
import { addFaults, pathOf } from "../misbehave.ts";
import { type Account, type CacheSettings, openAccount, publishedKeys } from "./accounts.ts";
import { addApiRoutes } from "./api-routes.ts";
import { addBucketRoute } from "./bucket.ts";
import { addReadRoutes } from "./read-routes.ts";
import { type LoggedRequest, openRequestLog } from "./request-log.ts";
import type { Shelf } from "./shelf.ts";
import { openStorage } from "./storage.ts";
import { dropStaleUploads } from "./uploads.ts";

export type CachixOptions = {
  /** Folder of everything that outlives the server; made when absent. */
  readonly state: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly caches?: readonly CacheSettings[];
  /** Told of every request when it has ended. */
  readonly onRequest?: (request: LoggedRequest) => void;
};

export type LocalCache = {
  readonly name: string;
  /** May push. */
  readonly token: string;
  readonly readToken: string;
  /** `NAME-1:base64`, for `trusted-public-keys`; empty while a self-signed cache has no key. */
  readonly publicKey: string;
  /** What Nix calls a substituter. */
  readonly readUrl: string;
  /** How the cache is named to our own commands: `cachix+http://…`. */
  readonly reference: string;
};

export type LocalCachix = {
  readonly url: string;
  readonly caches: readonly LocalCache[];
  readonly requests: readonly LoggedRequest[];
  readonly faults: Faults;
  readonly close: () => Promise<void>;
};

const jsonLimit = 8 * 1024 * 1024;
const largestPart = 5 * 1024 ** 3;

/** Problems: port-taken, state-locked. */
export async function startCachix(options: CachixOptions): Promise<Outcome<LocalCachix>> {
  const lock = lockFolder(options.state);
  if (!lock.ok) return lock;
  const started = await start(options, lock.value);
  if (!started.ok) lock.value.release();
  return started;
}

async function start(options: CachixOptions, lock: Lock): Promise<Outcome<LocalCachix>> {
  mkdirSync(options.state, { recursive: true, mode: 0o700 });
  const accounts = (options.caches ?? [{ name: "local" }]).map((cache) => openAccount(options.state, cache));
  const shelves = new Map<string, Shelf>();
  for (const account of accounts)
    shelves.set(account.name, { account, storage: openStorage(account, shelves) });
  for (const account of accounts) dropStaleUploads(join(account.folder, "uploads"), Date.now());
  const log = openRequestLog(join(options.state, "requests.jsonl"));
  const faults = createFaults();
  const server = fastify({ bodyLimit: jsonLimit, forceCloseConnections: true });
  addBodyParsers(server);
  addLog(server, (request) => {
    log.add(request);
    options.onRequest?.(request);
  });
  const faultOf = addFaults(server, faults);
  addApiRoutes(server, shelves, faultOf);
  addBucketRoute(server, shelves);
  addReadRoutes(server, "/api/v1/cache/:cache", shelves);
  addReadRoutes(server, "/:cache", shelves);
  const url = await listen(server, options.port ?? 0);
  if (!url.ok) {
    log.close();
    return url;
  }
  return succeed({
    url: url.value,
    caches: accounts.map((account) => describe(account, url.value)),
    requests: log.requests,
    faults,
    close: async () => {
      await server.close();
      log.close();
      lock.release();
    },
  });
}

function addBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, body === "" ? undefined : JSON.parse(String(body)));
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }));
    }
  });
  server.addContentTypeParser("*", { bodyLimit: largestPart }, (_request, payload, done) =>
    done(null, payload),
  );
}

function addLog(server: FastifyInstance, add: (request: LoggedRequest) => void): void {
  server.addHook("onRequest", async (request, reply) => {
    const started = performance.now();
    const at = new Date().toISOString();
    reply.raw.once("close", () =>
      add({
        at,
        method: request.method,
        path: pathOf(request),
        status: reply.raw.writableFinished ? reply.raw.statusCode : undefined,
        bytesIn: Number(request.headers["content-length"] ?? 0),
        milliseconds: Math.round(performance.now() - started),
      }),
    );
  });
}

async function listen(server: FastifyInstance, port: number): Promise<Outcome<string>> {
  try {
    return succeed(await server.listen({ host: "127.0.0.1", port }));
  } catch (error) {
    await server.close();
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return refuse({
      code: "port-taken",
      severity: "error",
      where: "cachix-port",
      what: `port ${port} of 127.0.0.1 is taken by another program`,
      fix: "stop that program, or choose another port: --cachix-port PORT",
    });
  }
}

function describe(account: Account, url: string): LocalCache {
  return {
    name: account.name,
    token: account.secrets.token,
    readToken: account.secrets.readToken,
    publicKey: publishedKeys(account)[0] ?? "",
    readUrl: `${url}/${account.name}`,
    reference: `cachix+${url}/${account.name}`,
  };
}
