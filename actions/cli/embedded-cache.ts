/** The cache of `run` when none is named: the loopback Cachix, in a process of its own for as long as the work lasts. */

import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Outcome, refuse, succeed } from "../../workflows/problem.ts";
import type { Host } from "../lib/host/host.ts";

const servers = fileURLToPath(new URL("../../infra/local/main.ts", import.meta.url));

/** Calls `work` with the named cache and token, or with the embedded ones; stops the servers afterwards. */
export async function withEmbeddedCache<T>(
  cache: string,
  token: string,
  host: Host,
  work: (cache: string, token: string) => Promise<T>,
): Promise<Outcome<T>> {
  if (cache !== "") return succeed(await work(cache, token));
  const state = join(host.workspace, ".local");
  const child = spawn(process.execPath, [servers, "--state", state], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const ready = await readyLine(child);
    if (ready === undefined)
      return refuse({
        code: "cache-unreachable",
        severity: "error",
        where: "cache",
        what: "the embedded Cachix did not start; its own message stands above",
        fix: "name a cache: --cache NAME",
      });
    return succeed(await workWith(ready, work));
  } finally {
    child.kill("SIGTERM");
  }
}

type Ready = {
  readonly cachix: { readonly url: string; readonly caches: readonly { readonly name: string }[] };
  readonly tokensFile: string;
};

async function workWith<T>(ready: Ready, work: (cache: string, token: string) => Promise<T>): Promise<T> {
  const name = ready.cachix.caches[0]?.name ?? "sample";
  const tokens: { cachix: Readonly<Record<string, string>> } = JSON.parse(
    await readFile(ready.tokensFile, "utf8"),
  );
  return work(`cachix+${ready.cachix.url}/${name}`, tokens.cachix[name] ?? "");
}

/** The one JSON line the servers print; undefined when they end without it. */
async function readyLine(child: ChildProcess): Promise<Ready | undefined> {
  if (child.stdout === null) return undefined;
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Ready;
  return undefined;
}
