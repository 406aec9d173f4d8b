/** Why Nix could not open a flake, as a problem with its mend. */

import type { Problem, ProblemCode } from "../../../workflows/problem.ts";
import { quoteShell } from "./attribute-path.ts";
import type { Completion } from "./command.ts";
import { placesIn, summarizeNixError, tellingLines } from "./eval-error.ts";
import type { FlakeReference } from "./flake-reference.ts";

/** `command` is what was run, in the words of a person who wants to see the whole trace. */
export function explainFlakeFailure(
  done: Pick<Completion, "stderr"> & { readonly endedBy: Completion["endedBy"] | "hang" },
  reference: FlakeReference,
  command = `nix flake metadata ${quoteShell(reference.url)}`,
): Problem {
  if (done.endedBy === "spawn-failure") return nixMissing();
  if (done.endedBy === "cancel") return interrupted();
  const text = summarizeNixError(done.stderr);
  const told = tellingLines(done.stderr).join("\n");
  const known = explanations.find(({ pattern }) => pattern.test(told));
  const flake = JSON.stringify(reference.text);
  if (known !== undefined)
    return problem(
      known.code,
      known.what?.(flake, text) ?? `flake ${flake}: ${text}`,
      known.fix(reference, text),
    );
  const place = placesIn(done.stderr).at(-1);
  const at = place === undefined ? "" : ` (${place.file.replace(/^.*-source\//, "")}:${place.line})`;
  const ended = endings[done.endedBy] ?? "the evaluator said nothing";
  return problem(
    "flake-unusable",
    `flake ${flake} does not evaluate: ${text === "" ? ended : text}${at}`,
    `see the whole trace: ${command} --show-trace`,
  );
}

const endings: Readonly<Record<string, string>> = {
  signal: "the evaluator crashed",
  hang: "it was stopped at the time limit",
};

type Explanation = {
  readonly pattern: RegExp;
  readonly code: ProblemCode;
  readonly what?: (flake: string, text: string) => string;
  readonly fix: (reference: FlakeReference, text: string) => string;
};

/** Nix looked for a file in its copy of the work tree. */
export const untracked =
  /is not tracked by Git|getting status of ['"][^'"]*-source\/[^'"]*['"]|path '[^']*-source\/[^']*' does not exist/;

/** In order: the first that matches wins. */
const explanations: readonly Explanation[] = [
  {
    pattern: new RegExp(`${untracked.source}|does not contain a '/?[^']*flake\\.nix' file`),
    code: "flake-unusable",
    what: (flake, text) => `flake ${flake}: ${text}; a flake under Git sees tracked files only`,
    fix: ({ url }, text) => trackFile(folderOf(url), text),
  },
  {
    pattern: /could not find a flake\.nix file|does not contain a 'flake\.nix'(?!, searching up)/,
    code: "flake-unusable",
    what: (flake) => `${flake} is no flake: there is no flake.nix in it nor above it`,
    fix: ({ url }) =>
      `name the folder that holds flake.nix, or make one: nix flake init ${quoteShell(folderOf(url))}`,
  },
  {
    pattern:
      /getting status of ['"][^'"]*['"]: No such file|path '[^']*' does not exist|[Rr]epository "[^"]*" does not exist/,
    code: "flake-unusable",
    what: (flake) => `flake ${flake}: there is no such folder`,
    fix: () => "name the folder that holds flake.nix",
  },
  {
    pattern: /is not a valid URL|is unsupported$|unknown flake|cannot find flake '/m,
    code: "flake-unusable",
    what: (flake, text) => `${flake} is no flake reference Nix understands: ${text}`,
    fix: () =>
      "write a folder (. or ./folder, without spaces), or a reference such as github:owner/repository",
  },
  {
    pattern: /dubious ownership|is not owned by current user/,
    code: "flake-unusable",
    fix: ({ url }) =>
      `trust the folder: git config --global --add safe.directory ${quoteShell(folderOf(url))}`,
  },
  {
    pattern:
      /unable to download|Could(n't| not) resolve host|Failed to connect|program 'git' failed with exit code 128/,
    code: "network",
    what: (flake, text) => `flake ${flake} cannot be fetched: ${text}`,
    fix: () => "check the name and the network, then run it again",
  },
];

/** Of a file that Nix does not see: the command that makes Git show it. */
export function trackFile(folder: string, text: string): string {
  const file = /(?:[Pp]ath|status of) ['"](?:[^'"]*-source\/)?([^'"]+)['"]/.exec(text);
  return `track the file: git -C ${quoteShell(folder)} add --intent-to-add ${quoteShell(file?.[1] ?? "flake.nix")}`;
}

/** The path of a URL, for a command that wants a folder. */
export function folderOf(url: string): string {
  return url.replace(/^(git\+file:\/\/|file:\/\/|path:)/, "").replace(/\?.*$/, "");
}

function nixMissing(): Problem {
  return {
    code: "tool-missing",
    severity: "error",
    where: "nix",
    what: '"nix" is not on PATH',
    fix: "install Nix 2.8 or newer; on Debian: apt-get install nix-bin",
  };
}

function interrupted(): Problem {
  return {
    code: "cancelled",
    severity: "error",
    where: "nix",
    what: "the evaluation was interrupted",
    fix: "run it again",
  };
}

function problem(code: ProblemCode, what: string, fix: string): Problem {
  return { code, severity: "error", where: "flake", what, fix };
}
