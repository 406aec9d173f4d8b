/** Why an attribute could not be evaluated, as a problem at its place in the user's own files. Quotes; never guesses. */

import type { Location, Problem, ProblemCode } from "../../../workflows/problem.ts";
import type { Position } from "../plan-file.ts";
import { quoteNix, quoteShell, renderAttributePath } from "./attribute-path.ts";
import { isOutOfMemory, placesIn, summarizeNixError } from "./eval-error.ts";
import { deepest, type Place, type RawPosition } from "./eval-expression.ts";
import type { SessionEnd } from "./eval-session.ts";
import { type Flake, locationOf } from "./flake.ts";
import { explainFlakeFailure, folderOf, trackFile, untracked } from "./flake-error.ts";

/** `attr` is the whole path below the flake. */
export type AttributeProblem = Problem & { readonly attr: string };

export type Failure =
  | { readonly kind: "error"; readonly end: Pick<SessionEnd, "endedBy" | "stderr"> }
  | { readonly kind: "unread" }
  | {
      readonly kind: "not-a-derivation";
      readonly type: string;
      /** It stands where the set of a system is expected. */
      readonly asSystem: boolean;
    }
  | { readonly kind: "missing"; readonly names: readonly string[] }
  | { readonly kind: "not-reached" };

export type FailedPlace = {
  /** Path below the flake, the output first. */
  readonly path: Place;
  /** Where the attribute is defined. */
  readonly position: RawPosition | null;
  readonly failure: Failure;
};

export function explainFailedPlace(flake: Flake, { path, position, failure }: FailedPlace): AttributeProblem {
  const attr = renderAttributePath(path);
  const { code, what, fix } = explain(flake, path, failure);
  const places = failure.kind === "error" ? placesIn(failure.end.stderr) : [];
  const where = firstLocation(flake, [...places.toReversed(), ...(position === null ? [] : [position])]);
  return { attr, code, severity: "error", where: where ?? attr, what, fix };
}

/** The evaluator died before it came to any attribute. */
export function explainFailedOutput(flake: Flake, output: string, end: SessionEnd): Problem {
  if (/does not provide attribute/.test(end.stderr)) return outputMissing(flake, output);
  const command = `nix eval ${installable(flake, output === "" ? [] : [output])} --apply builtins.attrNames`;
  const failure = explainFlakeFailure(end, flake.reference, command);
  const problem =
    flake.file === undefined
      ? failure
      : { ...failure, where: "file", what: failure.what.replace(/^flake /, "file ") };
  const where = firstLocation(flake, placesIn(end.stderr).toReversed());
  return where === undefined ? problem : { ...problem, where };
}

function outputMissing(flake: Flake, output: string): Problem {
  return {
    ...{ code: "attribute-missing", severity: "error", where: output },
    what: `flake ${JSON.stringify(flake.reference.text)} has no ${JSON.stringify(output)}`,
    fix: `add ${output}.<system>.<name> to its outputs`,
  };
}

/** Words of a command that name an attribute; of a file, the path has no output. */
function installable({ file, url }: Flake, path: Place): string {
  const attribute = renderAttributePath(path);
  if (file === undefined) return quoteShell(`${url}#${attribute}`);
  return `--file ${quoteShell(file)}${attribute === "" ? "" : ` ${quoteShell(attribute)}`}`;
}

function firstLocation(flake: Flake, places: readonly Position[]): Location | undefined {
  return places.map((place) => locationOf(flake, place)).find((location) => location !== undefined);
}

type Explanation = { readonly code: ProblemCode; readonly what: string; readonly fix: string };

function explain(flake: Flake, path: Place, failure: Failure): Explanation {
  const attr = JSON.stringify(renderAttributePath(path));
  const trace = `see the whole trace: ${traceCommand(flake, path)}`;
  switch (failure.kind) {
    case "error":
      return explainError(flake, attr, failure.end, trace);
    case "unread":
      return evaluation(`${attr} throws, as many others do: its message was not read`, trace);
    case "not-a-derivation":
      return explainType(attr, path, failure);
    case "missing":
      return explainMissing(flake, path, failure.names);
    case "not-reached":
      return evaluation(`${attr} was not reached before the evaluator gave up`, "run it again");
  }
}

function explainError(
  flake: Flake,
  attr: string,
  end: Pick<SessionEnd, "endedBy" | "stderr">,
  trace: string,
): Explanation {
  const text = summarizeNixError(end.stderr);
  if (end.endedBy === "hang")
    return evaluation(`${attr} does not finish evaluating: it was stopped at the time limit`, trace);
  if (isOutOfMemory(end.stderr))
    return evaluation(`${attr} makes the evaluator run out of memory`, `${trace} on a larger machine`);
  if (end.endedBy === "signal")
    return evaluation(`${attr} makes the evaluator crash${text === "" ? "" : `: ${text}`}`, trace);
  return evaluation(
    `${attr} does not evaluate: ${text}`,
    untracked.test(text) && flake.root !== undefined ? trackFile(folderOf(flake.root), text) : trace,
  );
}

function explainType(
  attr: string,
  path: Place,
  { type, asSystem }: { readonly type: string; readonly asSystem: boolean },
): Explanation {
  const parent = renderAttributePath(path.slice(0, -1));
  if (type === "depth")
    return evaluation(
      `${attr} lies below ${deepest} sets: most likely a set that holds itself`,
      "name the set to plan under attribute, or take the circle out of it",
    );
  if (asSystem)
    return evaluation(
      `${attr} is ${article(type)}, not the set of a system's attributes`,
      `put it below its system: ${renderAttributePath([path[0] ?? "", "x86_64-linux", path[1] ?? ""])}`,
    );
  if (path.length === 0)
    return evaluation(
      `the file is ${article(type)}, not a set of derivations`,
      "give its derivation a name: { default = …; }",
    );
  return evaluation(
    `${attr} is ${article(type)}, not a derivation`,
    `move it out of ${parent === "" ? "the file" : parent}, for example to lib`,
  );
}

/** `names` are those that stand where the missing one was looked for. */
function explainMissing(flake: Flake, path: Place, names: readonly string[]): Explanation {
  const shown = names.slice(0, 20).map((name) => JSON.stringify(name));
  const more = names.length > shown.length ? `, and ${names.length - shown.length} more` : "";
  const parent = renderAttributePath(path.slice(0, -1));
  const having = names.length === 0 ? "" : `; ${parent} has ${shown.join(", ")}${more}`;
  const kind = flake.file === undefined ? "flake" : "file";
  return {
    code: "attribute-missing",
    what: `${kind} ${JSON.stringify(flake.reference.text)} has no ${JSON.stringify(renderAttributePath(path))}${having}`,
    fix: `name one it has: nix eval ${installable(flake, path.slice(0, -1))} --apply builtins.attrNames`,
  };
}

function evaluation(what: string, fix: string): Explanation {
  return { code: "evaluation-failed", what, fix };
}

/** A name with a quote cannot be written in an installable, only in Nix. */
function traceCommand(flake: Flake, path: Place): string {
  const name = path.at(-1) ?? "";
  if (!/["\\\n$]/.test(name)) return `nix eval --show-trace ${installable(flake, path)}`;
  const parent = installable(flake, path.slice(0, -1));
  return `nix eval --show-trace ${parent} --apply ${quoteShell(`set: set.${quoteNix(name)}`)}`;
}

function article(type: string): string {
  if (type === "null") return "null";
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type === "lambda" ? "function" : type}`;
}
