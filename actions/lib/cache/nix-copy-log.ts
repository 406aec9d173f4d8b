/** What `nix copy` says when a store fails it, as a problem. Guesses nothing: what it does not know it quotes. */

import type { Problem, ProblemCode } from "../../../workflows/problem.ts";
import type { StoreReference } from "./reference.ts";

const causes: readonly (readonly [RegExp, ProblemCode, string])[] = [
  [
    /HTTP error 40[13]|AccessDenied|Access Denied|Permission denied|InvalidAccessKeyId|SignatureDoesNotMatch|no AWS credentials|lacks a (?:valid signature|signature by a trusted key)/i,
    "cache-refused",
    "give credentials that may write there: auth-token for http(s), AWS_* for s3, a key for ssh-ng; for a store, a signing-key it trusts",
  ],
  [
    /HTTP error 413|No space left|disk quota|EntityTooLarge|QuotaExceeded/i,
    "cache-full",
    "make room in the store, or raise its limit",
  ],
  [
    /HTTP error 5\d\d|unable to download|unable to upload|Could not (?:resolve|connect)|Couldn't connect|Connection (?:refused|reset)|timed? ?out|does not appear to be a binary cache/i,
    "cache-unreachable",
    "check the address and that the server runs, then run the same command again",
  ],
];

/** `path` undefined: a question to the store as a whole failed. */
export function explainNixFailure(
  store: StoreReference,
  lines: readonly string[],
  path: string | undefined,
): Problem {
  const errors = lines.map(plain).filter((line) => /error|could not|denied|fail/i.test(line));
  const about = errors.findLast((line) => path !== undefined && line.includes(path)) ?? errors.at(-1) ?? "";
  // A path's own line may only say that it could not be copied; the cause stands in another.
  const cause =
    causes.find(([pattern]) => pattern.test(about)) ??
    causes.find(([pattern]) => errors.some((line) => pattern.test(line)));
  const [pattern, code, fix] = cause ?? [
    /(?:)/,
    "push-failed" as const,
    "run the same command again: what is there already is not sent twice",
  ];
  const telling = pattern.test(about) ? about : errors.find((line) => pattern.test(line));
  const said = JSON.stringify(telling?.slice(0, 300) || "nothing");
  const doing = path === undefined ? "being asked which paths it has" : "taking paths in";
  return {
    code,
    severity: "error",
    where: store.text,
    what: `store ${JSON.stringify(store.text)} fails ${doing}, Nix says ${said}`,
    fix,
  };
}

function plain(line: string): string {
  return line.replaceAll(/\u001b\[[0-9;]*m/g, "").trim();
}
