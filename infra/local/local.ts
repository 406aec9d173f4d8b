/** The embedded defaults: a loopback GitHub and a loopback Cachix side by side, with the same addresses at every start. */

import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import { type LocalCache, type LocalCachix, startCachix } from "./cachix/cachix.ts";
import { writeWhole } from "./files.ts";
import { type LoopbackGithub, startGithub } from "./github/server.ts";

export type { LocalCache };

export type LocalOptions = {
  /** Folder of everything that outlives the servers. */
  readonly state: string;
  readonly githubPort?: number;
  readonly cachixPort?: number;
};

export type LocalServers = {
  readonly github: LoopbackGithub & { readonly owner: string; readonly token: string };
  readonly cachix: LocalCachix;
  /** JSON `{github: TOKEN, cachix: {NAME: TOKEN}}` with mode 0600. */
  readonly tokensFile: string;
  close(): Promise<void>;
};

type Ports = { readonly github?: number; readonly cachix?: number };

export const localOwner = "local";
const cacheName = "sample";

/** Problems: port-taken, state-locked. */
export async function startLocal(options: LocalOptions): Promise<Outcome<LocalServers>> {
  const remembered = readJson<Ports>(portsFile(options.state)) ?? {};
  const tokensFile = join(options.state, "tokens.json");
  const token = readJson<{ github: string }>(tokensFile)?.github ?? randomBytes(30).toString("base64url");

  const github = await onPort(options.githubPort, remembered.github, (port) =>
    startGithub({ state: join(options.state, "github"), owner: localOwner, token, port }),
  );
  if (!github.ok) return github;
  const cachix = await onPort(options.cachixPort, remembered.cachix, (port) =>
    startCachix({ state: join(options.state, "cachix"), caches: [{ name: cacheName }], port }),
  );
  if (!cachix.ok) {
    await github.value.close();
    return cachix;
  }
  const tokens = { github: token, cachix: tokensOf(cachix.value.caches) };
  writeWhole(tokensFile, `${JSON.stringify(tokens, undefined, 2)}\n`, 0o600);
  const ports: Ports = { github: github.value.port, cachix: Number(new URL(cachix.value.url).port) };
  writeWhole(portsFile(options.state), `${JSON.stringify(ports)}\n`);
  return succeed({
    github: { ...github.value, owner: localOwner, token },
    cachix: cachix.value,
    tokensFile,
    close: async () => {
      await Promise.all([github.value.close(), cachix.value.close()]);
    },
  });
}

/** A port that is asked for is that port; one of an earlier start is only preferred: addresses are part of what is applied. */
async function onPort<T>(
  asked: number | undefined,
  remembered: number | undefined,
  start: (port: number) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  if (asked !== undefined) return start(asked);
  const again = await start(remembered ?? 0);
  return again.ok || !again.problems.every(isPortTaken) ? again : start(0);
}

function isPortTaken({ code }: Problem): boolean {
  return code === "port-taken";
}

function tokensOf(caches: readonly LocalCache[]): Record<string, string> {
  return Object.fromEntries(caches.map(({ name, token }) => [name, token]));
}

function portsFile(state: string): string {
  return join(state, "ports.json");
}

function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : undefined;
}

/** What `local` prints: no token is in it. */
export function renderReady({ github, cachix, tokensFile }: LocalServers): string {
  return JSON.stringify({
    github: { url: github.url, owner: github.owner },
    cachix: {
      url: cachix.url,
      caches: cachix.caches.map(({ name, readUrl, publicKey }) => ({ name, readUrl, publicKey })),
    },
    tokensFile,
  });
}

/** Problems: option-unknown, input-invalid, with the usage line as their fix. */
export function parseLocalOptions(
  values: Readonly<Record<string, string | undefined>>,
): Outcome<LocalOptions> {
  const ports = [
    ["github-port", values["github-port"]],
    ["cachix-port", values["cachix-port"]],
  ] as const;
  const wrong = ports.filter(([, text]) => text !== undefined && !isPort(text));
  if (wrong.length > 0)
    return refuse(
      ...wrong.map(([name, text]) => ({
        code: "input-invalid" as const,
        severity: "error" as const,
        where: `--${name}`,
        what: `${JSON.stringify(text)} is not a port`,
        fix: `write a number from 1 to 65535, or leave --${name} out for any free port`,
      })),
    );
  const { "github-port": github, "cachix-port": cachix, state = ".local" } = values;
  return succeed({
    state,
    ...(github === undefined ? {} : { githubPort: Number(github) }),
    ...(cachix === undefined ? {} : { cachixPort: Number(cachix) }),
  });
}

function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535;
}
