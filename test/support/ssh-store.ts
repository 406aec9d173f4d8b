/**
 * A store behind a real sshd on 127.0.0.1 that lets one key in. Nothing of the machine is used or changed: keys, settings and
 * store lie in one folder, and every connection has an sshd of its own, so that a free port can be taken.
 */

import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../actions/lib/host/host.ts";
import { quoteShell } from "../../actions/lib/nix/attribute-path.ts";

export type SshStore = {
  /** `ssh-ng://` with the key that is let in, and the store behind it. */
  readonly url: string;
  readonly folder: string;
  readonly environment: Environment;
  /** What the other side was told to run, one line each. */
  readonly asked: () => readonly string[];
  readonly dispose: () => Promise<void>;
};

/** `settings`: nix.conf of the Nix on the other side. */
export async function anSshStore(settings: string): Promise<SshStore> {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-ssh-"));
  const at = (name: string) => join(folder, name);
  for (const key of ["host", "user", "stranger"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(key)]);
  // A session has a PATH of its own, and Nix need not be on it.
  const entrance = [
    "#!/bin/sh",
    `echo "$SSH_ORIGINAL_COMMAND" >> ${at("asked")}`,
    `export PATH=${quoteShell(process.env["PATH"] ?? "")} NIX_CONFIG=${quoteShell(settings)}`,
    `exec sh -c "$SSH_ORIGINAL_COMMAND"\n`,
  ].join("\n");
  writeFileSync(at("entrance"), entrance, { mode: 0o755 });
  writeFileSync(at("asked"), "");
  writeFileSync(at("authorized"), `command="${at("entrance")}" ${readFileSync(at("user.pub"), "utf8")}`);
  writeFileSync(at("sshd.conf"), configuration(at));
  mkdirSync(at("store"));
  // Where Debian's sshd gives its rights up; its service would make it.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const program = execFileSync("sh", ["-c", "command -v sshd"], { encoding: "utf8" }).trim();
  const server = createServer((socket) => {
    spawn(program, ["-i", "-f", at("sshd.conf"), "-E", at("log")], { stdio: [socket, socket, "ignore"] });
    // The child has it now.
    socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  writeFileSync(at("known"), `[127.0.0.1]:${port} ${readFileSync(at("host.pub"), "utf8")}`);
  const query = `ssh-key=${at("user")}&remote-store=${at("store")}`;
  return {
    url: `ssh-ng://${userInfo().username}@127.0.0.1?${query}`,
    folder,
    environment: {
      NIX_SSHOPTS: `-F none -p ${port} -o UserKnownHostsFile=${at("known")} -o StrictHostKeyChecking=yes`,
    },
    asked: () => readFileSync(at("asked"), "utf8").trim().split("\n"),
    dispose: async () => {
      await new Promise((closed) => server.close(closed));
      execFileSync("chmod", ["-R", "u+w", folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

function configuration(at: (name: string) => string): string {
  chmodSync(at("host"), 0o600);
  return [
    `HostKey ${at("host")}`,
    `AuthorizedKeysFile ${at("authorized")}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "",
  ].join("\n");
}
