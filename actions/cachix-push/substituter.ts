/** Makes Nix read from caches, as far as the user may: a user nobody trusts gets what the administrator allows, and is told. */

import { userInfo } from "node:os";
import { join } from "node:path";
import type { Problem } from "../../workflows/problem.ts";
import type { NixSettings } from "../lib/nix/settings.ts";
import type { KnownCache } from "./known-cache.ts";
import { writeNetrc } from "./netrc.ts";

export type Reading = {
  /** For nix.conf. */
  readonly lines: readonly string[];
  readonly problems: readonly Problem[];
};

type Circumstances = {
  readonly settings: NixSettings;
  readonly trusted: boolean;
  readonly token: string;
  /** Where the netrc may lie. */
  readonly folder: string;
};

export async function readFrom(
  caches: readonly KnownCache[],
  circumstances: Circumstances,
): Promise<Reading> {
  const { settings, trusted } = circumstances;
  const lacking = caches.filter(({ url }) => !lists(settings.substituters, url));
  const allowed = trusted ? lacking : lacking.filter((cache) => isAllowed(cache, settings));
  const keys = trusted ? caches.flatMap((cache) => cache.keys) : [];
  const credentials = await addCredentials(caches, circumstances);
  return {
    lines: [
      ...setting(
        "extra-substituters",
        allowed.map(({ url }) => url),
      ),
      ...setting(
        "extra-trusted-public-keys",
        keys.filter((key) => !settings.trustedPublicKeys.includes(key)),
      ),
      ...credentials.lines,
    ],
    problems: [
      ...lacking.filter((cache) => !allowed.includes(cache)).map(untrusted),
      ...credentials.problems,
    ],
  };
}

/** A daemon that does not trust the user does not take the file, either. */
async function addCredentials(
  caches: readonly KnownCache[],
  { settings, trusted, token, folder }: Circumstances,
): Promise<Reading> {
  const urls = caches.filter(({ isPrivate }) => isPrivate && token !== "").map(({ url }) => url);
  if (!trusted || urls.length === 0) return { lines: [], problems: [] };
  const file = join(folder, "netrc");
  const problems = await writeNetrc(file, { urls, token, current: settings.netrcFile });
  return { lines: [`netrc-file = ${file}`], problems };
}

function setting(name: string, values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [`${name} = ${values.join(" ")}`];
}

function isAllowed({ url, keys, isPrivate }: KnownCache, settings: NixSettings): boolean {
  return (
    !isPrivate &&
    lists(settings.trustedSubstituters, url) &&
    keys.some((key) => settings.trustedPublicKeys.includes(key))
  );
}

function lists(urls: readonly string[], url: string): boolean {
  const plain = (text: string) => text.replace(/\?.*$/, "").replace(/\/+$/, "");
  return urls.some((known) => plain(known) === plain(url));
}

function untrusted({ text, url, keys, isPrivate }: KnownCache): Problem {
  const { username } = userInfo();
  const alone = `trusted-substituters = ${url} and extra-trusted-public-keys = ${keys.join(" ")}`;
  return {
    code: "nix-untrusted",
    severity: "warning",
    where: text,
    what: `Nix does not trust user ${JSON.stringify(username)}: it will not read from cache ${JSON.stringify(text)} in this job`,
    fix: `have trusted-users = root ${username} in /etc/nix/nix.conf${isPrivate ? "" : `, or ${alone}`}, and restart the daemon`,
  };
}
