/** What Nix says when a store fails it, as a problem. Guesses nothing: what it does not know it quotes. */

import type { Problem, ProblemCode } from "../../../workflows/problem.ts";
import type { StoreReference } from "./reference.ts";

type Cause = readonly [RegExp, ProblemCode, string];

/** The first that fits: those that say more stand before those that say less. */
const causes: readonly Cause[] = [
  [
    /don't know how to open Nix store/i,
    "tool-missing",
    "this Nix was built without that kind of store (Debian's knows no s3): install the one of nixos.org, or push to another address",
  ],
  [
    /(?:unable to execute|Could not find executable) '?ssh\b/i,
    "tool-missing",
    "install ssh on this machine: apt-get install openssh-client",
  ],
  [
    /Host key verification failed/i,
    "cache-refused",
    "compare the machine's key and make it known: ssh-keyscan HOST >> ~/.ssh/known_hosts; options of ssh go into NIX_SSHOPTS",
  ],
  [
    /: (?:command )?not found$/i,
    "tool-missing",
    "install Nix on that machine, or say where its program is: ?remote-program=/nix/var/nix/profiles/default/bin/nix-daemon",
  ],
  [
    /NoSuchBucket|bucket does not exist|HTTP error 404/i,
    "cache-missing",
    "check the address for typos, or create the bucket",
  ],
  [
    /HTTP error 40[13]|AccessDenied|Access Denied|Permission denied|InvalidAccessKeyId|SignatureDoesNotMatch|no AWS credentials|AWS authentication error|lacks a (?:valid signature|signature by a trusted key)/i,
    "cache-refused",
    "give credentials that may write there: auth-token for http(s), AWS_* for s3, a key for ssh-ng; for a store, a signing-key it trusts",
  ],
  [
    /HTTP error 413|No space left|disk quota|EntityTooLarge|QuotaExceeded/i,
    "cache-full",
    "make room in the store, or raise its limit",
  ],
  [
    /HTTP error 5\d\d|unable to download|unable to upload|Could not (?:resolve|connect)|Couldn't connect|Connection (?:refused|reset|closed)|No route to host|timed? ?out|does not appear to be a binary cache/i,
    "cache-unreachable",
    "check the address and that the server runs, then run the same command again",
  ],
];

const unknown: Omit<Problem, "where" | "what"> = {
  code: "push-failed",
  severity: "error",
  fix: "run the same command again: what is there already is not sent twice",
};

/** Whether a line is worth keeping: a copy also tells of every path that went well. */
export function isComplaint(line: string): boolean {
  return /error|could not|cannot|denied|fail|warning|refused|closed|not found|no such|ended by/i.test(line);
}

/** `path` undefined: a question to the store as a whole failed. */
export function explainNixFailure(
  store: StoreReference,
  lines: readonly string[],
  path: string | undefined,
): Problem {
  const complaints = lines.map(plain).filter(isComplaint);
  const about =
    complaints.findLast((line) => path !== undefined && line.includes(path)) ?? complaints.at(-1) ?? "";
  // A path's own line, or the last one, may only say that something could not be done; the cause stands in another.
  const cause =
    causes.find(([pattern]) => pattern.test(about)) ??
    causes.find(([pattern]) => complaints.some((line) => pattern.test(line)));
  const telling = cause && complaints.find((line) => cause[0].test(line));
  const said = cause?.[0].test(about) === false ? telling : about;
  const doing = path === undefined ? "being asked which paths it has" : "taking paths in";
  return {
    ...unknown,
    where: store.text,
    what: `store ${JSON.stringify(store.text)} fails ${doing}, Nix says ${JSON.stringify(said?.slice(0, 300) || "nothing")}`,
    ...(cause === undefined ? {} : { code: cause[1], fix: cause[2] }),
  };
}

/** Without colours, and without the tags of what Amazon says. */
function plain(line: string): string {
  return line
    .replaceAll(/\u001b\[[0-9;]*m/g, "")
    .replaceAll(/(?:<[^<>]*>)+/g, " ")
    .trim();
}
