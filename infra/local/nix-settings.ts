/** Settings for a Nix that nobody configured: a root-owned Debian nix-bin, no daemon, no network. */

import { readFileSync } from "node:fs";

type Environment = Readonly<Record<string, string | undefined>>;

export type NixSettings = {
  /** Builders may use the machine's own compilers: what the sample needs, and nothing else should. */
  readonly sandbox: boolean;
  /** Ask the substituters of nix.conf; off, nothing is asked. */
  readonly substitute: boolean;
  /** The user is root and there are no build users. */
  readonly singleUser: boolean;
};

/** The environment with NIX_CONFIG extended; what the user has there stays, and loses only where we must differ. */
export function withNixSettings(environment: Environment, settings: NixSettings): Environment {
  const lines = [
    environment["NIX_CONFIG"] ?? "",
    "extra-experimental-features = nix-command flakes",
    settings.sandbox ? "" : "sandbox = false",
    settings.substitute ? "" : "substituters =",
    settings.singleUser ? "build-users-group =" : "",
  ];
  return { ...environment, NIX_CONFIG: `${lines.filter((line) => line !== "").join("\n")}\n` };
}

/** Root without build users: a Nix installed by hand or by apt, without its daemon. */
export function isSingleUser(): boolean {
  return process.getuid?.() === 0 && !/^nixbld:/m.test(readFileSync("/etc/group", "utf8"));
}
