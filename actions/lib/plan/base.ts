/**
 * The commit a change is compared with, found in the repository's own objects: nothing is fetched, the work tree is not
 * touched. Refuses to take a commit for one of the default branch without proof.
 */

import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { readEvent } from "../host/event.ts";
import { type Git, gitLine } from "../host/git.ts";
import type { Environment } from "../host/host.ts";
import { quoteShell } from "../nix/attribute-path.ts";

export type Base = {
  /** As the user wrote it. */
  readonly ref: string;
  readonly commit: string;
  /** Absolute folder of the work tree. */
  readonly root: string;
  /** From the root to the folder asked about, `""` when it is the root. */
  readonly directory: string;
  readonly shallow: boolean;
  /**
   * What is the same at the base need not be built here: the base is proven to be a commit of the default branch, whose
   * own plans build everything, and what is planned is not.
   */
  readonly skips: boolean;
};

type Place = {
  /** Absolute, in a work tree. */
  readonly folder: string;
  readonly ref: string;
  readonly environment: Environment;
};

/** Where the change forked from `ref`, or `ref` itself when that cannot be seen (a shallow clone). Problem: input-invalid. */
export async function findBase({ folder, ref, environment }: Place, git: Git): Promise<Outcome<Base>> {
  const root = await gitLine(git, folder, ["rev-parse", "--show-toplevel"]);
  const prefix = (await gitLine(git, folder, ["rev-parse", "--show-prefix"])) ?? "";
  if (root === undefined) return refuse(noRepository(ref, folder));
  const shallow = (await gitLine(git, root, ["rev-parse", "--is-shallow-repository"])) === "true";
  const named = await commitOf(git, root, ref);
  if (named === undefined) return refuse(noSuchCommit(ref, shallow));
  const commit = (await gitLine(git, root, ["merge-base", "HEAD", named])) ?? named;
  const skips = await maySkip(git, { root, commit, environment });
  return succeed({ ref, commit, root, directory: prefix.replace(/\/$/, ""), shallow, skips });
}

/** The flake as it is at the base: Nix reads it out of the repository's objects. */
export function baseFlake({ root, commit, directory, shallow }: Base): string {
  const query = [
    `rev=${commit}`,
    ...(directory === "" ? [] : [`dir=${encodeURIComponent(directory)}`]),
    ...(shallow ? ["shallow=1"] : []),
  ];
  return `git+file://${root.split("/").map(encodeURIComponent).join("/")}?${query.join("&")}`;
}

/** A pull request's checkout has the other branches under `origin/` only. */
async function commitOf(git: Git, root: string, ref: string): Promise<string | undefined> {
  for (const name of [ref, `refs/remotes/origin/${ref}`]) {
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
    const commit = (await gitLine(git, root, args))?.split("\n").at(-1);
    if (commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  }
  return undefined;
}

type Candidate = { readonly root: string; readonly commit: string; readonly environment: Environment };

/** A pull request may tell that its base is the default branch; otherwise the branch itself must be here. */
async function maySkip(git: Git, { root, commit, environment }: Candidate): Promise<boolean> {
  const { repository, pull_request: pull } = readEvent(environment);
  const name = repository?.default_branch;
  if (name !== undefined && pull?.base?.ref === name) {
    const merged = await firstParentOfMerge(git, root, environment);
    if (pull.base.sha === commit || merged === commit) return true;
  }
  const pointer = ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"];
  const branch = name === undefined ? await gitLine(git, root, pointer) : `refs/remotes/origin/${name}`;
  if (branch === undefined || !(await isAncestor(git, root, commit, branch))) return false;
  const dirty = await gitLine(git, root, ["status", "--porcelain", "--untracked-files=no"]);
  return dirty !== undefined || !(await isAncestor(git, root, "HEAD", branch));
}

/** GitHub's test merge of a pull request has the tip of the base branch as its first parent. */
async function firstParentOfMerge(
  git: Git,
  root: string,
  environment: Environment,
): Promise<string | undefined> {
  const head = await gitLine(git, root, ["rev-parse", "HEAD"]);
  if (!/^refs\/pull\/\d+\/merge$/.test(environment["GITHUB_REF"] ?? "")) return undefined;
  if (head === undefined || head !== environment["GITHUB_SHA"]) return undefined;
  return gitLine(git, root, ["rev-parse", "--verify", "--quiet", "HEAD^1"]);
}

async function isAncestor(git: Git, root: string, commit: string, branch: string): Promise<boolean> {
  return (await git(root, ["merge-base", "--is-ancestor", commit, branch])) !== undefined;
}

function noRepository(ref: string, folder: string): Problem {
  return invalid(
    `${JSON.stringify(ref)} cannot be compared with: ${JSON.stringify(folder)} is in no git work tree`,
    "plan without base, or in a clone of the repository",
  );
}

function noSuchCommit(ref: string, shallow: boolean): Problem {
  const isCommit = /^[0-9a-f]{7,64}$/.test(ref);
  const fetched = isCommit ? ref : `${ref}:refs/remotes/origin/${ref}`;
  const command = `git fetch ${shallow ? "--depth=1 " : ""}origin ${quoteShell(fetched)}`;
  return invalid(
    `there is no commit ${JSON.stringify(ref)} in this ${shallow ? "shallow clone" : "clone"}`,
    `give actions/checkout fetch-depth: 0, or fetch it first: ${command}`,
  );
}

function invalid(what: string, fix: string): Problem {
  return { code: "input-invalid", severity: "error", where: "base", what, fix };
}
