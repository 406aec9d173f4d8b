/** Git for tests: an author of its own, no settings of this machine. */

import { execFileSync } from "node:child_process";

export function git(folder: string, ...args: readonly string[]): string {
  const identity = [
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.org",
    "-c",
    "commit.gpgSign=false",
  ];
  const settings = ["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", ...identity];
  return execFileSync("git", ["-C", folder, ...settings, ...args], {
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
}

/** Commits everything in the folder, and makes it a repository first where it is none; the commit's hash. */
export function commitAll(folder: string, message = "change"): string {
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message", message);
  return git(folder, "rev-parse", "HEAD");
}
