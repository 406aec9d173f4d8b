/** GitHub's REST API for the few things no provider does. It retries what only a busy server says, and throws the rest with the status. */

import { setTimeout as sleep } from "node:timers/promises";

export type GithubApi = {
  /** The body of the answer; undefined when it is 404. Path as in the documentation, with its slash. */
  find(path: string): Promise<JsonRecord | undefined>;
  list(path: string): Promise<readonly JsonRecord[]>;
  send(method: "POST" | "PATCH" | "PUT", path: string, body: unknown): Promise<JsonRecord>;
};

export type JsonRecord = Readonly<Record<string, unknown>>;

export type ApiAccess = {
  /** As the GitHub provider takes it: the root, of the API or of an Enterprise server. */
  readonly baseUrl: string;
  readonly token: string;
  /** Before the second try, in milliseconds; doubled for the third. */
  readonly patience?: number;
};

export class GithubRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "GithubRefusal";
    this.status = status;
  }
}

const tries = 3;
const limit = 30_000;

export function openGithubApi(access: ApiAccess): GithubApi {
  const root = restRoot(access.baseUrl);
  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await ask(access, `${root}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new GithubRefusal(response.status, `${method} ${path}: ${response.status} ${messageOf(text)}`);
    return text === "" ? {} : JSON.parse(text);
  };
  return {
    find: async (path) => {
      try {
        return (await request("GET", path)) as JsonRecord;
      } catch (error) {
        if (error instanceof GithubRefusal && error.status === 404) return undefined;
        throw error;
      }
    },
    list: async (path) => (await request("GET", path)) as readonly JsonRecord[],
    send: async (method, path, body) => (await request(method, path, body)) as JsonRecord,
  };
}

/** Without a slash at the end. An Enterprise server has its API below `api/v3`, GitHub itself at its root. */
export function restRoot(baseUrl: string): string {
  const root = baseUrl.replace(/\/+$/, "").replace(/\/api\/v3$/, "");
  const { hostname } = new URL(root);
  if (hostname === "api.github.com" || (hostname.startsWith("api.") && hostname.endsWith(".ghe.com")))
    return root;
  return `${root}/api/v3`;
}

/** A server that is busy, and a connection that ends, are asked again: everything sent here may be sent twice. */
async function ask({ token, patience = 1000 }: ApiAccess, url: string, init: RequestInit): Promise<Response> {
  const headers = {
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    authorization: `Bearer ${token}`,
    ...(init.body === undefined ? {} : { "content-type": "application/json" }),
  };
  for (let tried = 1; ; tried++) {
    try {
      const response = await fetch(url, {
        ...init,
        headers,
        redirect: "error",
        signal: AbortSignal.timeout(limit),
      });
      if (response.status < 500 || tried === tries) return response;
    } catch (error) {
      if (tried === tries) throw new Error(`${init.method} ${url}: no answer`, { cause: error });
    }
    await sleep(patience * 2 ** (tried - 1));
  }
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? "");
  } catch {
    return text.slice(0, 200);
  }
}
