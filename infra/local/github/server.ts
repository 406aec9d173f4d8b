/** A GitHub on the loopback interface, in the shape of an Enterprise server, for the real provider. It refuses every other interface. */

import { createHash, timingSafeEqual } from "node:crypto";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { type Outcome, refuse, succeed } from "../../../workflows/problem.ts";
import { createFaults, type Faults } from "../faults.ts";
import { type Lock, lockFolder } from "../lock.ts";
import { addFaults } from "../misbehave.ts";
import { Refusal } from "./answer.ts";
import type { Context } from "./context.ts";
import { addCheckRunRoutes } from "./routes/check-runs.ts";
import { addContentRoutes } from "./routes/contents.ts";
import { addEnvironmentRoutes } from "./routes/environments.ts";
import { addGitRoutes } from "./routes/git.ts";
import { addGitDataRoutes } from "./routes/git-data.ts";
import { addHookRoutes } from "./routes/hooks.ts";
import { addLabelRoutes } from "./routes/labels.ts";
import { addPagesRoutes } from "./routes/pages.ts";
import { addPermissionRoutes } from "./routes/permissions.ts";
import { addPullRoutes } from "./routes/pulls.ts";
import { addRepositoryRoutes } from "./routes/repositories.ts";
import { addRulesetRoutes } from "./routes/rulesets.ts";
import { addSecretRoutes } from "./routes/secrets.ts";
import { addVariableRoutes } from "./routes/variables.ts";
import { openSealingKey } from "./sealing.ts";
import { openState, type State } from "./state.ts";

export type GithubOptions = {
  /** Folder of everything that is remembered. */
  readonly state: string;
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly owner: string;
  /** Owners beside the first. */
  readonly otherOwners?: readonly string[];
  /** The one token that is accepted. */
  readonly token: string;
};

/** What was asked, without headers: they hold the token. */
export type RequestRecord = {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly status: number;
};

/** Absent: the repository's own. Without `owner` it is the first. */
export type SecretPlace = {
  readonly environment?: string;
  readonly organization?: true;
  readonly owner?: string;
};

export type LoopbackGithub = {
  /** Root, with a slash at the end, as a provider's `baseUrl` wants it. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly RequestRecord[];
  readonly faults: Faults;
  /** What the secret was sealed from; undefined when there is none or it was sealed to another key. */
  openSecret(repository: string, name: string, from?: SecretPlace): string | undefined;
  close(): Promise<void>;
};

const routes = [
  addRepositoryRoutes,
  addContentRoutes,
  addGitDataRoutes,
  addPullRoutes,
  addRulesetRoutes,
  addCheckRunRoutes,
  addSecretRoutes,
  addVariableRoutes,
  addPermissionRoutes,
  addEnvironmentRoutes,
  addLabelRoutes,
  addPagesRoutes,
  addHookRoutes,
];

/** GitHub's own limit on a file. */
const largestBody = 100 * 1024 * 1024;

/** Most requests that are kept in memory; the oldest go first. */
const keptRequests = 10_000;

/** Problems: port-taken, state-locked. */
export async function startGithub(options: GithubOptions): Promise<Outcome<LoopbackGithub>> {
  const lock = lockFolder(options.state);
  if (!lock.ok) return lock;
  const started = await start(options, lock.value);
  if (!started.ok) lock.value.release();
  return started;
}

async function start(options: GithubOptions, lock: Lock): Promise<Outcome<LoopbackGithub>> {
  const state = openState(options.state, [options.owner, ...(options.otherOwners ?? [])]);
  const key = await openSealingKey(options.state);
  const requests: RequestRecord[] = [];
  const faults = createFaults();
  let root = "";
  const context: Context = { state, key, root: () => root };
  const app = createApp(context, options.token);
  logRequests(app, requests);
  addFaults(app, faults);
  const port = await listen(app, options.port ?? 0);
  if (port === undefined) return refusePort(options.port ?? 0);
  root = `http://127.0.0.1:${port}`;
  return succeed({
    url: `${root}/`,
    port,
    requests,
    faults,
    openSecret: (repository, name, from = {}) => {
      const sealed = shelfOf(state, from.owner ?? options.owner, repository, from)?.[name.toUpperCase()]
        ?.sealed;
      return sealed === undefined ? undefined : key.open(sealed);
    },
    close: async () => {
      await app.close();
      lock.release();
    },
  });
}

function shelfOf(
  state: State,
  owner: string,
  repository: string,
  { environment, organization }: SecretPlace,
) {
  const record = state.find(owner, repository);
  if (organization === true) return state.organizationSecrets(owner);
  return environment === undefined
    ? record?.secrets
    : record?.environments[environment.toLowerCase()]?.secrets;
}

function createApp(context: Context, token: string): FastifyInstance {
  const app = fastify({
    bodyLimit: largestBody,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1000 },
  });
  acceptEmptyBodies(app);
  app.setErrorHandler((error, _request, reply) => {
    const status =
      error instanceof Refusal ? error.status : ((error as { statusCode?: number }).statusCode ?? 500);
    return reply.code(status).send({ message: (error as Error).message, status: String(status) });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: "Not Found", status: "404" }));
  app.register(
    async (api) => {
      api.addHook("onRequest", async (request) => checkToken(request, token));
      api.addHook("onSend", async (request, reply, payload) => finish(context, request, reply, payload));
      for (const add of routes) add(api, context);
    },
    { prefix: "/api/v3" },
  );
  app.register(async (git) => addGitRoutes(git, context));
  return app;
}

function logRequests(app: FastifyInstance, requests: RequestRecord[]): void {
  app.addHook("onResponse", async (request, reply) => {
    requests.push({ method: request.method, path: request.url, status: reply.statusCode });
    if (requests.length > keptRequests) requests.shift();
  });
}

/** Clients announce JSON and send nothing with some PUT and DELETE requests. */
function acceptEmptyBodies(app: FastifyInstance): void {
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    if (body === "") return done(null, undefined);
    try {
      return done(null, JSON.parse(String(body)));
    } catch {
      return done(new Refusal(400, "Problems parsing JSON"));
    }
  });
}

function checkToken(request: FastifyRequest, token: string): void {
  const given = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  if (!timingSafeEqual(digest(given), digest(token))) throw new Refusal(401, "Bad credentials");
}

/** What changed is on disk before the client hears of it; what did not change is not sent again. */
function finish(context: Context, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (request.method !== "GET") {
    if (reply.statusCode < 400) context.state.save();
    return payload;
  }
  if (reply.statusCode !== 200 || typeof payload !== "string") return payload;
  const etag = `"${createHash("sha1").update(payload).digest("hex")}"`;
  reply.header("etag", etag);
  if (request.headers["if-none-match"] !== etag) return payload;
  reply.code(304).removeHeader("content-type").removeHeader("content-length");
  return "";
}

/** Undefined when somebody has the port. */
async function listen(app: FastifyInstance, port: number): Promise<number | undefined> {
  try {
    const address = await app.listen({ host: "127.0.0.1", port });
    return Number(new URL(address).port);
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw error;
  }
}

function refusePort(port: number): Outcome<LoopbackGithub> {
  return refuse({
    code: "port-taken",
    severity: "error",
    where: "--github-port",
    what: `port ${port} of 127.0.0.1 is taken by another program`,
    fix: "choose another port with --github-port, or leave the option out for any free one",
  });
}
