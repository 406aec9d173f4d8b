/** Evaluates nur/, or a copy of it, with the real Nix against the stand-ins for nixpkgs and crane; downloads nothing. */

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realNix } from "../nix.ts";
import { root } from "../tree.ts";

export const nur = join(root, "nur");
export const systems = ["x86_64-linux", "aarch64-linux", "x86_64-darwin", "aarch64-darwin"] as const;

const standIn = import.meta.dirname;
const nix = realNix();

export type Evaluation = { readonly value: unknown; readonly stderr: string; readonly exitCode: number };

const withStandIns = [
  ...["--override-input", "nixpkgs", `path:${standIn}`],
  ...["--override-input", "crane", `path:${join(standIn, "crane")}`],
  "--no-write-lock-file",
];

/** An attribute of the flake in `folder`, after `apply`, as JSON. */
export function evaluateFlake(attribute: string, apply = "x: x", folder = nur): Promise<Evaluation> {
  return evaluate([`path:${folder}#${attribute}`, ...withStandIns, "--apply", apply]);
}

/** `nix flake check` without its builds: what it says, and how it ends. */
export async function checkFlake(): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const args = ["flake", "check", "--no-build", `path:${nur}`, ...withStandIns];
  const { exitCode, stderr } = await nix("nix", args);
  return { exitCode: exitCode ?? -1, stderr };
}

/** An expression that sees `host` (host.nix) with the modules of `folder`, and `lib`. */
export function evaluateHost(expression: string, folder = nur): Promise<Evaluation> {
  const scope = `
    let
      host = import ${join(standIn, "host.nix")} { nur = ${folder}; };
      inherit (host.pkgs) lib;
    in ${expression}`;
  return evaluate(["--impure", "--expr", scope]);
}

/** An expression that sees `nur` (the folder), `pkgs`, `newer` and `unfree` (other nixpkgs), `lib`, `craneLib` and `set`, on one system. */
export function evaluateExpression(expression: string, system: string = systems[0]): Promise<Evaluation> {
  const scope = `
    let
      nur = ${nur};
      pkgs = import ${standIn} { system = "${system}"; };
      newer = import ${standIn} { system = "${system}"; isNewer = true; };
      unfree = import ${standIn} { system = "${system}"; isUnfreeAllowed = true; };
      inherit (pkgs) lib;
      craneLib = import ${join(standIn, "crane")} { inherit pkgs; };
      set = (import ${nur}/lib { inherit lib; }).packageSet { inherit craneLib pkgs; };
    in ${expression}`;
  return evaluate(["--impure", "--expr", scope]);
}

/** The value; throws what Nix said when there is none. */
export async function unwrap<T>(evaluation: Promise<Evaluation>): Promise<T> {
  const { exitCode, value, stderr } = await evaluation;
  if (exitCode !== 0) throw new Error(stderr);
  return value as T;
}

/** Calls `use` with a copy of nur/ that may be changed, and removes it. */
export async function withCopy<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "nur-copy-"));
  try {
    cpSync(nur, folder, { recursive: true });
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function evaluate(args: readonly string[]): Promise<Evaluation> {
  const { exitCode, stdout, stderr } = await nix("nix", ["eval", "--json", ...args]);
  const value = exitCode === 0 ? (JSON.parse(stdout) as unknown) : undefined;
  return { value, stderr, exitCode: exitCode ?? -1 };
}
