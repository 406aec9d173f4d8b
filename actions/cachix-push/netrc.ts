/** Credentials for private caches where Nix looks for them. Adds to what is there, and only its owner may read the result. */

import { readFile, writeFile } from "node:fs/promises";
import type { Problem } from "../../workflows/problem.ts";

/** Problem: file-unreadable, a warning, when what stood in `current` could not be taken along. */
export async function writeNetrc(
  file: string,
  entries: { readonly urls: readonly string[]; readonly token: string; readonly current: string },
): Promise<readonly Problem[]> {
  const { urls, token, current } = entries;
  // curl knows a machine by its name alone: with a port behind it the line never matches. And it forgets a machine without a
  // login when another one follows (7.88): hence the empty login, which sends what no login sends.
  const machines = new Set(urls.map((url) => new URL(url).hostname));
  const lines = [...machines].map((machine) => `machine ${machine} login "" password ${token}\n`);
  const problems: Problem[] = [];
  const before = await readFile(current, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") problems.push(unreadable(current, error.code ?? "unknown"));
    return "";
  });
  // The first entry of a machine counts: an older token must not stand before ours.
  await writeFile(file, `${lines.join("")}${before}`, { mode: 0o600, flag: "wx" });
  return problems;
}

function unreadable(file: string, code: string): Problem {
  return {
    code: "file-unreadable",
    severity: "warning",
    where: file,
    what: `${JSON.stringify(file)} cannot be read (${code}): its credentials do not count in this job`,
    fix: "let the runner's user read it, or put its lines where netrc-file of nix.conf(5) leads",
  };
}
