/** A loopback GitHub in a temporary folder, and a client that speaks to it as a program would. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GithubOptions, type LoopbackGithub, startGithub } from "../../../infra/local/github/server.ts";

export const token = "ghp_only-for-tests";

export type Answer = { readonly status: number; readonly body: unknown; readonly headers: Headers };

export type TestGithub = LoopbackGithub & {
  readonly state: string;
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Stops it; the folder goes too, unless it is to be started again. */
  end(options?: { readonly keep: boolean }): Promise<void>;
};

export async function aGithub(options: Partial<GithubOptions> = {}): Promise<TestGithub> {
  const state = options.state ?? mkdtempSync(join(tmpdir(), "nur-ci-github-"));
  const started = await startGithub({ owner: "acme", token, state, ...options });
  if (!started.ok) throw new Error("the loopback GitHub did not start", { cause: started.problems });
  const github = started.value;
  return {
    ...github,
    state,
    ask: (method, path, body) => askApi(`${github.url}api/v3${path}`, method, body),
    end: async ({ keep } = { keep: false }) => {
      await github.close();
      if (!keep) rmSync(state, { recursive: true, force: true });
    },
  };
}

async function askApi(url: string, method: string, body: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(body === undefined
      ? {}
      : { headers: { authorization: `Bearer ${token}`, "content-type": "application/json" } }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? undefined : JSON.parse(text),
    headers: response.headers,
  };
}
