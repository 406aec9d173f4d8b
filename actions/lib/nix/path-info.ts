/**
 * Closures as the store database knows them. Uses `nix-store`, whose output has one shape in every Nix since 2.3, where
 * that of `nix path-info --json` has five.
 */

import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import type { Completion, Nix, NixProgram } from "./command.ts";
import { type Hash, parseHash } from "./hash.ts";
import { parseStorePath } from "./store-path.ts";

export type PathInfo = {
  readonly path: string;
  readonly narHash: Hash;
  readonly narSize: number;
  /** Full store paths, sorted; the path itself among them when it names itself. */
  readonly references: readonly string[];
  readonly deriver?: string;
};

/** Keeps an argv far below the kernel's limit. */
const argumentsPerCall = 2000;

/** Splits paths into those valid in this store and a problem (store-path-invalid) for each that is not. */
export async function sortValid(
  nix: Nix,
  paths: readonly string[],
): Promise<{ readonly valid: readonly string[]; readonly problems: readonly Problem[] }> {
  const problems = paths.filter((path) => parseStorePath(path) === undefined).map(notAStorePath);
  const wellFormed = paths.filter((path) => parseStorePath(path) !== undefined);
  const invalid = new Set(
    (await inBatches(nix, ["--check-validity", "--print-invalid"], wellFormed)).flatMap(linesOf),
  );
  for (const path of invalid) problems.push(notValid(path));
  return { valid: wellFormed.filter((path) => !invalid.has(path)), problems };
}

/** Every path of the closures, references before referrers. Problems: store-path-invalid. Throws when the store fails. */
export async function queryClosure(
  nix: Nix,
  roots: readonly string[],
): Promise<Outcome<readonly PathInfo[]>> {
  const { valid, problems } = await sortValid(nix, roots);
  if (problems.length > 0) return refuse(...problems);
  const paths = (await inBatches(nix, ["--query", "--requisites"], valid)).flatMap(linesOf);
  const dumps = await inBatches(nix, ["--dump-db"], [...new Set(paths)]);
  return succeed(dependenciesFirst(dumps.flatMap(parseRegistrations)));
}

/** `nix-store --dump-db`: path, NAR hash, NAR size, deriver or empty, number of references, references. */
export function parseRegistrations(text: string): readonly PathInfo[] {
  const lines = text.split("\n");
  const infos: PathInfo[] = [];
  for (let at = 0; at + 4 < lines.length; ) {
    const [path = "", hash = "", size = "", deriver = "", count = ""] = lines.slice(at, at + 5);
    const narHash = parseHash(hash, "sha256");
    if (parseStorePath(path) === undefined || narHash === undefined || !/^\d+$/.test(count))
      throw new Error(`nix-store --dump-db: cannot read the registration of ${JSON.stringify(path)}`);
    const references = lines.slice(at + 5, at + 5 + Number(count)).sort();
    infos.push({
      path,
      narHash,
      narSize: Number(size),
      references,
      ...(deriver === "" ? {} : { deriver }),
    });
    at += 5 + Number(count);
  }
  return infos;
}

/** Depth first; the order is that of the input where references leave a choice. */
export function dependenciesFirst(infos: readonly PathInfo[]): readonly PathInfo[] {
  const byPath = new Map(infos.map((info) => [info.path, info]));
  const ordered = new Set<PathInfo>();
  for (const root of infos) {
    const stack: { info: PathInfo; next: number }[] = [{ info: root, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const reference = byPath.get(top.info.references[top.next++] ?? "");
      const isDone = ordered.has(top.info) || top.next > top.info.references.length;
      if (isDone) ordered.add((stack.pop() as { info: PathInfo }).info);
      else if (reference !== undefined && reference !== top.info && !ordered.has(reference))
        stack.push({ info: reference, next: 0 });
    }
  }
  return [...ordered];
}

export function notAStorePath(path: string): Problem {
  return {
    code: "store-path-invalid",
    severity: "error",
    where: path,
    what: `${JSON.stringify(path)} is not a store path`,
    fix: "give paths of the form /nix/store/HASH-NAME, as nix-build prints them",
  };
}

function notValid(path: string): Problem {
  return {
    code: "store-path-invalid",
    severity: "error",
    where: path,
    what: `${JSON.stringify(path)} is not in this store`,
    fix: `build or fetch it first: nix-store --realise ${path}`,
  };
}

async function inBatches(nix: Nix, args: readonly string[], paths: readonly string[]): Promise<string[]> {
  const outputs: string[] = [];
  for (let start = 0; start < paths.length; start += argumentsPerCall) {
    const batch = paths.slice(start, start + argumentsPerCall);
    outputs.push(expectSuccess("nix-store", args, await nix("nix-store", [...args, ...batch])));
  }
  return outputs;
}

function expectSuccess(program: NixProgram, args: readonly string[], done: Completion): string {
  if (done.exitCode === 0) return done.stdout;
  throw new Error(
    `${program} ${args.join(" ")} ended by ${done.endedBy} (${done.exitCode}): ${done.stderr.trim()}`,
  );
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
