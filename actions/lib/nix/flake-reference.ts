/** Flake references as people write them, made independent of the current folder. Never asks Nix, never guesses a scheme. */

import { join, resolve } from "node:path";
import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";

export type FlakeReference = {
  /** As the user wrote it. */
  readonly text: string;
  /** What Nix is given: relative folders are absolute. */
  readonly url: string;
  /** It lies on this machine: nothing is fetched to read it. */
  readonly local: boolean;
};

/** Relative paths are resolved against `workspace`; everything else stays as it is. */
export function parseFlakeReference(text: string, workspace: string): Outcome<FlakeReference> {
  if (text.includes("#")) return refuse(hasFragment(text));
  const scheme = /^path:(?=\.)/.exec(text)?.[0] ?? /^git\+file:(?=\.)/.exec(text)?.[0] ?? "";
  const [path = "", query] = splitOnce(text.slice(scheme.length), "?");
  const isPath = /^\.{0,2}(\/|$)/.test(path);
  if (!isPath) return succeed({ text, url: text, local: /^(path:|git\+file:|(git\+)?file:\/\/)/.test(text) });
  const folder = resolve(workspace, path === "" ? "." : path);
  if (/[#?]/.test(folder)) return refuse(unspeakable(folder));
  const prefix = scheme === "git+file:" ? "git+file://" : scheme;
  const url = `${prefix}${folder}${query === undefined ? "" : `?${query}`}`;
  return succeed({ text, url, local: true });
}

/** Absolute folder that holds flake.nix, `dir` included; undefined when the files of the flake are not on this machine. */
export function localPath({ local, url }: FlakeReference): string | undefined {
  const [location = "", query] = splitOnce(url, "?");
  const [, scheme, path] = /^(path:|git\+file:(?:\/\/)?|file:\/\/)?(\/.*)$/s.exec(location) ?? [];
  if (!local || path === undefined || isArchive(path)) return undefined;
  const folder = scheme === undefined ? path : decode(path);
  // To Nix a plus is a plus.
  const parameters = new URLSearchParams((query ?? "").replaceAll("+", "%2B"));
  return join(folder, parameters.get("dir") ?? "");
}

/** `file:///x.tar.gz` is unpacked into the store. */
function isArchive(path: string): boolean {
  return /\.(zip|tgz|tar(\.\w+)?)$/.test(path);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A stray `%` is no escape: Nix refuses the reference, and says so better.
    return path;
  }
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function hasFragment(text: string): Problem {
  const [flake = "", fragment = ""] = splitOnce(text, "#");
  return {
    code: "flake-unusable",
    severity: "error",
    where: "flake",
    what: `${JSON.stringify(text)} names the attribute ${JSON.stringify(fragment)}, a flake is wanted`,
    fix: `write flake: ${flake === "" ? "." : flake}`,
  };
}

function unspeakable(folder: string): Problem {
  return {
    code: "flake-unusable",
    severity: "error",
    where: "flake",
    what: `no flake reference can name the folder ${JSON.stringify(folder)}: it holds "#" or "?"`,
    fix: "rename the folder",
  };
}
