/**
 * Continuous integration as GitHub would run it, from what the stack put there: code is pushed to the loopback GitHub, a real
 * git clones it with the workflow files that landed, and act runs them with the secret that was sealed. Nothing is taken from
 * the working tree but the code that is pushed.
 */

import { globSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { type GithubApi, type JsonRecord, openGithubApi } from "../github-api.ts";
import type { LoopbackGithub } from "./github/server.ts";
import { type ActResult, runAct } from "./runner/act.ts";

export type LandedCi = {
  readonly github: LoopbackGithub & { readonly owner: string; readonly token: string };
  readonly repository: string;
  /** Where the code lies that is pushed, and which files of it (globs). */
  readonly root: string;
  readonly code: readonly string[];
  /** Made anew for the clone. */
  readonly clone: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
};

const secretName = "CACHIX_AUTH_TOKEN";

export async function runLandedCi(ci: LandedCi): Promise<ActResult> {
  await pushCode(ci);
  await cloneAnew(ci);
  const opened = ci.github.openSecret(ci.repository, secretName);
  return runAct({
    folder: ci.clone,
    event: "push",
    workflow: "ci",
    secrets: opened === undefined ? {} : { [secretName]: opened },
    environment: ci.environment,
    signal: ci.signal,
  });
}

/** One commit on the default branch, as an owner's push would be; none when nothing has changed. */
async function pushCode({ github, repository, root, code }: LandedCi): Promise<void> {
  const api = openGithubApi({ baseUrl: github.url, token: github.token });
  const git = `/repos/${github.owner}/${repository}/git`;
  const head = shaIn(await found(api, `${git}/ref/heads/main`), "object");
  const base_tree = shaIn(await found(api, `${git}/commits/${head}`), "tree");
  const files = code.flatMap((pattern) => globSync(pattern, { cwd: root }));
  const tree = files
    .filter((path) => statSync(join(root, path)).isFile())
    .map((path) => ({
      path,
      mode: modeOf(join(root, path)),
      type: "blob",
      content: readFileSync(join(root, path), "utf8"),
    }));
  const made = String((await api.send("POST", `${git}/trees`, { base_tree, tree }))["sha"]);
  if (made === base_tree) return;
  const commit = await api.send("POST", `${git}/commits`, {
    message: "the sample's code",
    tree: made,
    parents: [head],
  });
  await api.send("PATCH", `${git}/refs/heads/main`, { sha: commit["sha"] });
}

async function cloneAnew({ github, repository, clone, environment }: LandedCi): Promise<void> {
  rmSync(clone, { recursive: true, force: true });
  await execa("git", ["clone", "--quiet", `${github.url}${github.owner}/${repository}.git`, clone], {
    env: {
      ...environment,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
    },
    extendEnv: false,
    stdin: "ignore",
  });
}

async function found(api: GithubApi, path: string): Promise<JsonRecord> {
  const answer = await api.find(path);
  if (answer === undefined) throw new Error(`the loopback GitHub has nothing at ${path}`);
  return answer;
}

function shaIn(answer: JsonRecord, name: string): string {
  return String((answer[name] as JsonRecord)["sha"]);
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o111) === 0 ? "100644" : "100755";
}
