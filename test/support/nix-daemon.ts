/**
 * A real nix-daemon with build users and an empty store, and users that talk to it, trusted or not. All of it is in a mount
 * namespace of its own: no user is added to the machine, and its store is not touched.
 */

import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "../../actions/lib/host/host.ts";
import type { Actor } from "./runner.ts";
import { root } from "./tree.ts";

export type User = Actor & {
  readonly name: string;
  readonly home: string;
  /** Standard output of a program that this user runs. Throws when it fails. */
  readonly sh: (argv: readonly string[], environment: Environment) => Promise<string>;
};

export type NixDaemon = {
  /** What every process of a job needs to see the same nix.conf. */
  readonly environment: Environment;
  readonly trusted: User;
  readonly stranger: User;
  readonly stop: () => Promise<void>;
};

/** High enough to be nobody's. */
const firstId = 39_001;

const enter = `set -e
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/group" /etc/group
mount -t tmpfs -o mode=755 tmpfs /nix
mount --bind "$2" "$1/node"
mount --bind "$3" "$1/dist"
exec nix-daemon`;

/** Why it cannot be had here; undefined when it can. */
export function reasonAgainstDaemon(): string | undefined {
  if (process.platform !== "linux") return "mount namespaces are Linux's";
  if (process.getuid?.() !== 0) return "not root: users and mounts take it";
  if (spawnSync("unshare", ["--mount", "true"]).status !== 0) return "no mount namespace is allowed here";
  const where = spawnSync("sh", ["-c", "command -v nix-daemon"], { encoding: "utf8" }).stdout.trim();
  if (where === "") return "nix-daemon is not on PATH";
  return realpathSync(where).startsWith("/nix/") ? "Nix itself lies in the store" : undefined;
}

/** `settings`: lines of nix.conf beside those every test needs. */
export async function aNixDaemon(settings: readonly string[]): Promise<NixDaemon> {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-daemon-"));
  const at = (name: string) => join(folder, name);
  spawnSync("chmod", ["755", folder]);
  const names = ["ci-trusted", "ci-stranger", "nixbld1", "nixbld2"];
  for (const name of ["dist", "etc", ...names.slice(0, 2)]) mkdirSync(at(name));
  for (const name of ["node", "log"]) writeFileSync(at(name), "");
  writeUsers(names, at);
  writeFileSync(at("etc/nix.conf"), [...base, ...settings, ""].join("\n"));
  const environment = { NIX_CONF_DIR: at("etc") };
  const log = openSync(at("log"), "a");
  const argv = ["--mount", "sh", "-c", enter, "sh", folder, process.execPath, join(root, "dist")];
  const env = { PATH: process.env["PATH"], ...environment };
  const daemon = spawn("unshare", argv, { stdio: ["ignore", log, log], env });
  closeSync(log);
  const ended = once(daemon, "exit");
  while (!existsSync(`/proc/${daemon.pid}/root/nix/var/nix/daemon-socket/socket`)) {
    if (daemon.exitCode !== null) throw new Error(readFileSync(at("log"), "utf8"));
    await sleep(20);
  }
  const user = (index: number) =>
    aUser(names[index] ?? "", firstId + index, { folder, pid: daemon.pid ?? 0 });
  return {
    environment,
    trusted: user(0),
    stranger: user(1),
    stop: async () => {
      daemon.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

const base = [
  "build-users-group = nixbld",
  "trusted-users = root ci-trusted",
  "sandbox = false",
  "substituters =",
  "extra-experimental-features = nix-command flakes",
];

function writeUsers(names: readonly string[], at: (name: string) => string): void {
  const builders = names.filter((name) => name.startsWith("nixbld"));
  const users = names.map((name, index) => {
    const id = firstId + index;
    return `${name}:x:${id}:${builders.includes(name) ? firstId + names.length : id}::${at(name)}:/bin/sh\n`;
  });
  const groups = names.slice(0, 2).map((name, index) => `${name}:x:${firstId + index}:\n`);
  const nixbld = `nixbld:x:${firstId + names.length}:${builders.join(",")}\n`;
  writeFileSync(at("passwd"), [readFileSync("/etc/passwd", "utf8"), ...users].join(""));
  const others = readFileSync("/etc/group", "utf8").replaceAll(/^nixbld:.*\n/gm, "");
  writeFileSync(at("group"), [others, ...groups, nixbld].join(""));
}

function aUser(name: string, uid: number, place: { readonly folder: string; readonly pid: number }): User {
  const { folder, pid } = place;
  const become = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  const prefix = ["nsenter", `--target=${pid}`, "--mount", ...become] as const;
  const home = join(folder, name);
  spawnSync("chown", [`${uid}:${uid}`, home]);
  return {
    ...{ name, uid, home },
    run: (bundle) => [...prefix, join(folder, "node"), join(folder, "dist", bundle)] as [string, ...string[]],
    sh: (argv, environment) =>
      new Promise((resolve, reject) => {
        const [program, ...args] = [...prefix, ...argv];
        const options = { env: environment as NodeJS.ProcessEnv };
        execFile(program, args, options, (error, stdout, stderr) =>
          error === null ? resolve(stdout) : reject(new Error(stderr, { cause: error })),
        );
      }),
  };
}
