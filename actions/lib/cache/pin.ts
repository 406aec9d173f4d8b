/**
 * Pins: what a cache keeps when it makes room. The protocol can only make one, not take it back, so a pin that should end is
 * given days: one of a pull request goes by itself. Refuses a pin without an end for a pull request.
 */

import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import type { Environment } from "../host/host.ts";
import { parseStorePath } from "../nix/store-path.ts";

/** As the wire has it; null is the cache's own default. */
export type Keep =
  | { readonly tag: "Days" | "Revisions"; readonly contents: number }
  | { readonly tag: "Forever" }
  | null;

export type Pin = { readonly name: string; readonly keep: Keep };

/** A pull request lives about as long. */
const pullRequestDays = 14;

/**
 * `ref` as name stands for the tag, the branch, or `pr-NUMBER` of the job; empty: no pin. `keep`: `14 days`, `5 revisions`,
 * `forever`; empty goes by the ref: a tag for ever, a branch 3 revisions, a pull request 14 days. Problem: input-invalid.
 */
export function parsePin(name: string, keep: string, environment: Environment): Outcome<Pin | undefined> {
  if (name === "") return keep === "" ? succeed(undefined) : refuse(keepAlone);
  const ref = environment["GITHUB_REF"] ?? "";
  const pullRequest = pullRequestOf(ref);
  const given = keep === "" ? defaultKeep(ref) : parseKeep(keep);
  if (given === undefined)
    return refuse(
      wrong(
        "pin-keep",
        `${JSON.stringify(keep)} is no time to keep a pin`,
        "write 14 days, 5 revisions or forever",
      ),
    );
  if (pullRequest !== undefined && given?.tag !== "Days")
    return refuse(
      wrong(
        "pin-keep",
        "a pin of a pull request needs an end: nothing can take it back when the pull request is closed",
        "write days: 14 days",
      ),
    );
  const own = name === "ref" ? nameOf(ref, pullRequest) : name;
  if (own === undefined || !/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(own))
    return refuse(
      wrong(
        "pin",
        `${JSON.stringify(own ?? name)} cannot name a pin`,
        "write letters, digits, dots, dashes and slashes; ref needs a job with GITHUB_REF",
      ),
    );
  return succeed({ name: own, keep: given });
}

/** One pin a root: with several, each has the root's name after the pin's, without its version. */
export function pinNames(pin: Pin, roots: readonly string[]): ReadonlyMap<string, string> {
  if (roots.length === 1) return new Map(roots.map((root) => [root, pin.name]));
  const taken = new Map<string, number>();
  return new Map(
    roots.map((root) => {
      const name = `${pin.name}/${withoutVersion(parseStorePath(root)?.name ?? "")}`;
      const count = (taken.get(name) ?? 0) + 1;
      taken.set(name, count);
      return [root, count === 1 ? name : `${name}-${count}`];
    }),
  );
}

/** As Nix splits a name: the version begins at the first dash with no letter after it. */
function withoutVersion(name: string): string {
  return /^(.*?)(?:-[^A-Za-z].*)?$/s.exec(name)?.[1] || name;
}

/** Also while it waits in the merge queue, whose branches are new every time and soon gone. */
function pullRequestOf(ref: string): string | undefined {
  return /^refs\/(?:pull\/(\d+)\/|heads\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]+$)/
    .exec(ref)
    ?.slice(1)
    .find((number) => number !== undefined);
}

function defaultKeep(ref: string): Keep {
  if (ref.startsWith("refs/tags/")) return { tag: "Forever" };
  return pullRequestOf(ref) === undefined
    ? { tag: "Revisions", contents: 3 }
    : { tag: "Days", contents: pullRequestDays };
}

function parseKeep(text: string): Keep | undefined {
  if (text === "forever") return { tag: "Forever" };
  const found = /^([1-9]\d{0,4}) ?(day|revision)s?$/.exec(text);
  if (found === null) return undefined;
  return { tag: found[2] === "day" ? "Days" : "Revisions", contents: Number(found[1]) };
}

function nameOf(ref: string, pullRequest: string | undefined): string | undefined {
  if (pullRequest !== undefined) return `pr-${pullRequest}`;
  return /^refs\/(?:heads|tags)\/(.+)$/.exec(ref)?.[1];
}

function wrong(where: string, what: string, fix: string): Problem {
  return { code: "input-invalid", severity: "error", where, what, fix };
}

const keepAlone = wrong(
  "pin-keep",
  "pin-keep is given and pin is not: nothing is pinned",
  "give pin a name, or ref",
);
