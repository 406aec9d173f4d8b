/** The settings Nix works with, whichever file, variable or default they come from. Reads only. */

import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import * as v from "valibot";
import { type Outcome, refuse, succeed } from "../../../workflows/problem.ts";
import type { Nix } from "./command.ts";

const words = v.object({ value: v.array(v.string()) });
const word = v.object({ value: v.string() });

const settings = v.object({
  substituters: words,
  "trusted-public-keys": words,
  "trusted-substituters": words,
  "trusted-users": words,
  "netrc-file": word,
  "post-build-hook": word,
});

export type NixSettings = {
  readonly substituters: readonly string[];
  readonly trustedPublicKeys: readonly string[];
  /** What a user nobody trusts may add as a substituter. */
  readonly trustedSubstituters: readonly string[];
  readonly trustedUsers: readonly string[];
  readonly netrcFile: string;
  /** Empty when there is none. */
  readonly postBuildHook: string;
};

export type User = { readonly name: string; readonly groups: readonly string[] };

/** Problem: tool-missing, when there is no Nix or it does not tell. */
export async function readNixSettings(nix: Nix): Promise<Outcome<NixSettings>> {
  // The second is the word of Nix before 2.20.
  for (const question of [["config", "show"], ["show-config"]]) {
    const { exitCode, stdout } = await nix("nix", [...question, "--json"]);
    if (exitCode === 0) return succeed(toSettings(v.parse(settings, JSON.parse(stdout))));
  }
  return refuse({
    code: "tool-missing",
    severity: "error",
    where: "nix",
    what: "nix does not tell its settings: it is not installed, or older than 2.8",
    fix: "install Nix in a step before this one",
  });
}

function toSettings(found: v.InferOutput<typeof settings>): NixSettings {
  return {
    substituters: found.substituters.value,
    trustedPublicKeys: found["trusted-public-keys"].value,
    trustedSubstituters: found["trusted-substituters"].value,
    trustedUsers: found["trusted-users"].value,
    netrcFile: found["netrc-file"].value,
    postBuildHook: found["post-build-hook"].value,
  };
}

/** Whether settings of this user reach the daemon: it says so itself since 2.15, before that its settings do. */
export async function isTrusted(nix: Nix, { trustedUsers }: NixSettings): Promise<boolean> {
  const { exitCode, stdout } = await nix("nix", ["store", "info", "--json"]);
  const told = exitCode === 0 ? parseTrusted(stdout) : undefined;
  // Who can write the database needs no daemon.
  return told ?? ((await canWrite("/nix/var/nix/db")) || isListed(trustedUsers, await currentUser()));
}

/** Undefined where the store does not say: `trusted` is 1 or true, 0 or false, or absent. */
export function parseTrusted(json: string): boolean | undefined {
  const found = v.safeParse(v.object({ trusted: v.union([v.boolean(), v.number()]) }), parseJson(json));
  return found.success ? Boolean(found.output.trusted) : undefined;
}

/** As Nix reads `trusted-users`: names, `@group`, `*`. */
export function isListed(trustedUsers: readonly string[], user: User): boolean {
  return trustedUsers.some(
    (entry) =>
      entry === "*" || entry === user.name || (entry.startsWith("@") && user.groups.includes(entry.slice(1))),
  );
}

async function currentUser(): Promise<User> {
  const { username: name, gid } = userInfo();
  const groups = await readFile("/etc/group", "utf8").catch(() => "");
  return { name, groups: groupsOf(groups, name, gid) };
}

/** Of /etc/group: `name:password:id:member,member`. */
export function groupsOf(file: string, user: string, primary: number): readonly string[] {
  return file.split("\n").flatMap((line) => {
    const [name = "", , id, members = ""] = line.split(":");
    return Number(id) === primary || members.split(",").includes(user) ? [name] : [];
  });
}

async function canWrite(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
