/** What a flake, or a file that is none, is before anything in it is evaluated: its source, its revision, its folder here. */

import { stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import * as v from "valibot";
import { type Location, type Outcome, refuse, succeed } from "../../../workflows/problem.ts";
import type { Position } from "../plan-file.ts";
import type { Nix } from "./command.ts";
import { explainFlakeFailure } from "./flake-error.ts";
import type { FlakeReference } from "./flake-reference.ts";

export type Flake = {
  readonly reference: FlakeReference;
  /** It is no flake but this file, an absolute path. */
  readonly file?: string;
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

/** A `default.nix`, or the folder of one. Problem: flake-unusable. */
export async function readNixFile(text: string, workspace: string): Promise<Outcome<Flake>> {
  const path = resolve(workspace, text);
  const file = (await isFolder(path)) ? join(path, "default.nix") : path;
  if ((await isFolder(file)) !== false)
    return refuse({
      ...{ code: "flake-unusable", severity: "error", where: "file" },
      what: `there is no file ${JSON.stringify(text)} in ${workspace}`,
      fix: "name the file that nix-build takes: file: default.nix",
    });
  const folder = dirname(file);
  const reference = { text, url: file, local: true };
  return succeed({ reference, file, url: file, sourcePath: folder, directory: "", root: folder, workspace });
}

/** Undefined when there is nothing of that name. */
async function isFolder(path: string): Promise<boolean | undefined> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return undefined;
  }
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

/** A place in the flake's folder, as a file a person can open; undefined when the flake is not local. */
export function locationInFlake(flake: Flake, place: Position): Location | undefined {
  return locationOf(flake, { ...place, file: join(flake.sourcePath, flake.directory, place.file) });
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
