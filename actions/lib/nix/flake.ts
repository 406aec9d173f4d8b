/** What a flake is before anything in it is evaluated: its source, its revision, its folder on this machine. */

import { isAbsolute, join, relative } from "node:path";
import * as v from "valibot";
import { type Location, type Outcome, refuse, succeed } from "../../../workflows/problem.ts";
import type { Position } from "../plan-file.ts";
import type { Nix } from "./command.ts";
import { explainFlakeFailure } from "./flake-error.ts";
import type { FlakeReference } from "./flake-reference.ts";

export type Flake = {
  readonly reference: FlakeReference;
  /** What Nix is given from now on: remote flakes are locked, so that every later question is about the same source. */
  readonly url: string;
  /** The store path of the whole source tree. */
  readonly sourcePath: string;
  /** The flake's folder below the source tree, `""` when it is the tree itself. */
  readonly directory: string;
  /** Root of the source tree on this machine, for local flakes. */
  readonly root?: string;
  /** Absent for a dirty tree and for what is under no version control. */
  readonly rev?: string;
  /** Files named in problems are relative to it. */
  readonly workspace: string;
};

const node = v.object({
  type: v.optional(v.string()),
  url: v.optional(v.string()),
  path: v.optional(v.string()),
  dir: v.optional(v.string()),
  rev: v.optional(v.string()),
});

const metadata = v.object({
  path: v.string(),
  url: v.optional(v.string()),
  resolved: v.optional(node),
  locked: v.optional(node),
});

export const flakeArguments = ["--no-write-lock-file"] as const;

/** Problems: flake-unusable, tool-missing, network, cancelled. */
export async function readFlake(
  reference: FlakeReference,
  workspace: string,
  nix: Nix,
): Promise<Outcome<Flake>> {
  const done = await nix("nix", ["flake", "metadata", "--json", ...flakeArguments, "--", reference.url]);
  if (done.exitCode !== 0) return refuse(explainFlakeFailure(done, reference));
  const { path, url, resolved, locked } = v.parse(metadata, JSON.parse(done.stdout));
  const root = reference.local ? localRoot(resolved ?? {}) : undefined;
  return succeed({
    reference,
    url: reference.local ? reference.url : (url ?? reference.url),
    sourcePath: path,
    directory: resolved?.dir ?? locked?.dir ?? "",
    ...(root === undefined ? {} : { root }),
    ...(locked?.rev === undefined ? {} : { rev: locked.rev }),
    workspace,
  });
}

function localRoot(resolved: v.InferOutput<typeof node>): string | undefined {
  if (resolved.type === "path") return resolved.path;
  if (resolved.url?.startsWith("file://") !== true) return undefined;
  return decodeURIComponent(resolved.url.slice("file://".length).replace(/\?.*$/, ""));
}

/** A place Nix names, as a place in the flake's folder; undefined when it lies outside of it. */
export function positionInFlake(flake: Flake, place: Position): Position | undefined {
  const file = pathInSource(flake, place.file);
  if (file === undefined) return undefined;
  const inFlake = relative(flake.directory, file);
  return inFlake.startsWith("../") ? undefined : { ...place, file: inFlake };
}

/** A place Nix names, as a file a person can open; undefined when it lies in no file of a local flake. */
export function locationOf(flake: Flake, place: Position): Location | undefined {
  const file = pathInSource(flake, place.file);
  if (file === undefined || flake.root === undefined) return undefined;
  const absolute = join(flake.root, file);
  const shown = relative(flake.workspace, absolute);
  const { column, ...line } = place;
  const exact = column === undefined ? line : { ...line, column };
  return { ...exact, file: shown.startsWith("../") || isAbsolute(shown) ? absolute : shown };
}

/** Nix shows files by their store path, by the tree's own path, or (2.24 and newer) as `«git+file:///tree»/file`. */
function pathInSource(flake: Flake, file: string): string | undefined {
  const virtual = /^«([^»]*)»\/(.*)$/s.exec(file);
  if (virtual?.[1] !== undefined && virtual[2] !== undefined)
    return locator(virtual[1]) === locator(flake.url) ? virtual[2] : undefined;
  for (const root of [flake.sourcePath, flake.root])
    if (root !== undefined && file.startsWith(`${root}/`)) return file.slice(root.length + 1);
  return undefined;
}

function locator(url: string): string {
  return url.replace(/\?.*$/, "").replace(/^(git\+file:\/\/|path:)/, "");
}
