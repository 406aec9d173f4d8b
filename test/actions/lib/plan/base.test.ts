import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { gitCommand } from "../../../../actions/lib/host/git.ts";
import { baseFlake, findBase } from "../../../../actions/lib/plan/base.ts";
import { aFolder } from "../../../support/flakes.ts";
import { commitAll, git } from "../../../support/git.ts";

const none = { PATH: process.env["PATH"] };

function find(folder: string, ref: string, environment: Readonly<Record<string, string>> = {}) {
  const all = { ...none, ...environment };
  return findBase({ folder, ref, environment: all }, gitCommand(all));
}

/** A clone whose branch `work` is one commit before `main`, with what the remote has gone on to. */
function aClone(...options: readonly string[]): { clone: string; fork: string; upstream: string } {
  const upstream = aFolder({ "file.txt": "1", "sub/flake.nix": "" });
  commitAll(upstream, "first");
  writeFileSync(join(upstream, "file.txt"), "2");
  const fork = commitAll(upstream, "second");
  const parent = mkdtempSync(join(tmpdir(), "nur-ci-clone-"));
  git(parent, "clone", "--quiet", ...options, `file://${upstream}`, "clone");
  const clone = join(parent, "clone");
  git(clone, "checkout", "--quiet", "-b", "work");
  writeFileSync(join(clone, "work.txt"), "1");
  commitAll(clone, "work");
  return { clone, fork, upstream };
}

describe("findBase", () => {
  test("is where the change forked off, however far the branch went on", async () => {
    const { clone, fork, upstream } = aClone();
    writeFileSync(join(upstream, "file.txt"), "3");
    commitAll(upstream, "third");
    git(clone, "fetch", "--quiet");
    for (const ref of ["main", "origin/main", fork])
      expect(await find(clone, ref)).toEqual({
        ok: true,
        value: { ref, commit: fork, root: clone, directory: "", shallow: false, skips: true },
      });
  });

  test("a branch that only the remote has is found under its own name", async () => {
    const { clone, fork } = aClone();
    git(clone, "branch", "--delete", "--force", "--quiet", "main");
    expect(await find(clone, "main")).toMatchObject({ ok: true, value: { ref: "main", commit: fork } });
  });

  test("a folder below the root is told as such", async () => {
    const { clone, fork } = aClone();
    const found = await find(join(clone, "sub"), "main");
    expect(found).toMatchObject({ ok: true, value: { root: clone, directory: "sub" } });
    expect(found.ok && baseFlake(found.value)).toBe(`git+file://${clone}?rev=${fork}&dir=sub`);
  });

  test("what a shallow clone lacks is refused with both mends", async () => {
    const { clone, upstream } = aClone("--depth=1");
    const absent = git(upstream, "rev-parse", "HEAD^");
    expect(await find(clone, absent)).toMatchObject({
      ok: false,
      problems: [
        {
          ...{ code: "input-invalid", severity: "error", where: "base" },
          what: `there is no commit "${absent}" in this shallow clone`,
          fix: `give actions/checkout fetch-depth: 0, or fetch it first: git fetch --depth=1 origin ${absent}`,
        },
      ],
    });
    const found = await find(clone, "main");
    expect(found).toMatchObject({ ok: true, value: { shallow: true } });
    expect(found.ok && baseFlake(found.value)).toMatch(/&shallow=1$/);
  });

  test("a name nobody knows, an option and a folder without git are refused", async () => {
    const { clone } = aClone();
    for (const ref of ["nowhere", "--help", "-", "main;id"])
      expect(await find(clone, ref)).toMatchObject({ ok: false, problems: [{ where: "base" }] });
    expect(await find(clone, "nowhere")).toMatchObject({
      problems: [{ fix: expect.stringMatching(/git fetch origin nowhere:refs\/remotes\/origin\/nowhere$/) }],
    });
    const bare = aFolder({});
    expect(await find(bare, "main")).toMatchObject({
      ok: false,
      problems: [{ what: expect.stringContaining("is in no git work tree") }],
    });
  });
});

describe("skips", () => {
  const skips = async (folder: string, ref: string, environment: Readonly<Record<string, string>> = {}) => {
    const found = await find(folder, ref, environment);
    return found.ok ? found.value.skips : found.problems;
  };

  function anEvent(event: unknown): Readonly<Record<string, string>> {
    const path = join(aFolder({}), "event.json");
    writeFileSync(path, typeof event === "string" ? event : JSON.stringify(event));
    return { GITHUB_EVENT_PATH: path };
  }

  test("not for a branch of a change, whose base may still move to the default branch", async () => {
    const { clone } = aClone();
    git(clone, "checkout", "--quiet", "-b", "stacked");
    commitAll(clone, "on top");
    expect(await skips(clone, "work")).toBe(false);
    expect(await skips(clone, "main")).toBe(true);
  });

  test("not on the default branch itself, unless there is more than was committed", async () => {
    const { clone } = aClone();
    git(clone, "checkout", "--quiet", "main");
    expect(await skips(clone, "HEAD^")).toBe(false);
    writeFileSync(join(clone, "file.txt"), "dirty");
    expect(await skips(clone, "HEAD")).toBe(true);
  });

  test("not where nobody says which branch is the default", async () => {
    const { clone } = aClone();
    git(clone, "remote", "set-head", "origin", "--delete");
    expect(await skips(clone, "main")).toBe(false);
    expect(await skips(clone, "main", anEvent({ repository: { default_branch: "main" } }))).toBe(true);
    expect(await skips(clone, "main", anEvent({ repository: { default_branch: "trunk" } }))).toBe(false);
    expect(await skips(clone, "main", anEvent("{ torn"))).toBe(false);
  });

  test("a pull request against the default branch is proof, though the branch was not fetched", async () => {
    const { clone, fork } = aClone();
    git(clone, "update-ref", "-d", "refs/remotes/origin/main");
    const pull = (ref: string, sha: string) =>
      anEvent({ repository: { default_branch: "main" }, pull_request: { base: { ref, sha } } });
    expect(await skips(clone, fork, pull("main", fork))).toBe(true);
    expect(await skips(clone, fork, pull("feature", fork))).toBe(false);
    expect(await skips(clone, fork, pull("main", "0".repeat(40)))).toBe(false);
  });

  test("so is GitHub's own merge of it, whose first parent is the default branch", async () => {
    const { clone, fork } = aClone();
    git(clone, "checkout", "--quiet", "--detach", "main");
    git(clone, "merge", "--quiet", "--no-ff", "--message", "merge", "work");
    git(clone, "update-ref", "-d", "refs/remotes/origin/main");
    const sha = git(clone, "rev-parse", "HEAD");
    const event = (base: string) =>
      anEvent({
        repository: { default_branch: "main" },
        pull_request: { base: { ref: base, sha: "0".repeat(40) } },
      });
    const merge = { GITHUB_SHA: sha, GITHUB_REF: "refs/pull/7/merge" };
    expect(await skips(clone, "HEAD^1", { ...event("main"), ...merge })).toBe(true);
    expect(await skips(clone, fork, { ...event("main"), ...merge })).toBe(true);
    expect(await skips(clone, "HEAD^2", { ...event("main"), ...merge })).toBe(false);
    expect(await skips(clone, "HEAD^1", { ...event("feature"), ...merge })).toBe(false);
    expect(await skips(clone, "HEAD^1", { ...event("main"), ...merge, GITHUB_SHA: fork })).toBe(false);
    expect(await skips(clone, "HEAD^1", { ...event("main"), ...merge, GITHUB_REF: "refs/heads/x" })).toBe(
      false,
    );
  });
});

test("odd folder names survive in the reference", () => {
  const root = "/w/a b%#?é";
  const base = { ref: "x", commit: "c", root, directory: "a b", shallow: false, skips: false };
  expect(baseFlake(base)).toBe("git+file:///w/a%20b%25%23%3F%C3%A9?rev=c&dir=a%20b");
});
