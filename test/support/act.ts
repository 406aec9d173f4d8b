/** This repository as a runner would check it out, for workflows that act runs (infra/local/runner). */

import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ActRequest, type ActResult, runAct as runWorkflow } from "../../infra/local/runner/act.ts";
import { renderWorkflowsFor } from "../../workflows/files.ts";
import type { Spec } from "../../workflows/spec.ts";
import { root } from "./tree.ts";

export type Repository = {
  readonly folder: string;
  write(path: string, text: string): void;
  append(path: string, text: string): void;
  remove(path: string): void;
  /** What a change is compared with. */
  commit(): void;
  dispose(): void;
};

export type { ActResult };

/** This repository as a runner checks it out, as far as the workflow of the spec needs it. */
export function aRepository(spec: Spec): Repository {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-act-"));
  for (const path of ["actions", "dist", "examples", "package.json"])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const { path, content } of renderWorkflowsFor(spec)) write(path, content);
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "remote", "add", "origin", "https://github.com/acme/nur.git");
  return {
    folder,
    write,
    append: (path, text) => appendFileSync(join(folder, path), text),
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    commit: () => commit(folder),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Commits what is there and runs the workflow on it. */
export function runAct({ folder }: Repository, request: Omit<ActRequest, "folder">): Promise<ActResult> {
  commit(folder);
  return runWorkflow({ folder, ...request });
}

function commit(folder: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message=all");
}

function git(folder: string, ...args: readonly string[]): void {
  const author = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  execFileSync("git", [...author, ...args], { cwd: folder });
}
