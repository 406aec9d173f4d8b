/** Derivations for tests: built by /bin/sh alone, new in every test so that no earlier run has built them. */

import { randomUUID } from "node:crypto";
import type { Nix } from "../../actions/lib/nix/command.ts";
import type { Entry } from "../../actions/lib/plan-file.ts";

const library = `
  system = builtins.currentSystem;
  shell = name: script: derivation { inherit name system salt; builder = "/bin/sh"; args = [ "-c" script ]; };
  fetch = name: hash: script: derivation {
    inherit name system salt;
    builder = "/bin/sh";
    args = [ "-c" script ];
    outputHashMode = "flat";
    outputHashAlgo = "sha256";
    outputHash = hash;
  };
`;

/**
 * Writes derivations into the store and gives them as plan entries. `bindings` are Nix definitions, one attribute each,
 * that may use `shell NAME SCRIPT`, `fetch NAME HASH SCRIPT`, `system`, `salt` and each other.
 */
export async function someEntries(nix: Nix, bindings: string): Promise<readonly Entry[]> {
  const describe = `builtins.mapAttrs (_: d: {
    inherit (d) drvPath system;
    outputs = builtins.listToAttrs (map (o: { name = o; value = d.\${o}.outPath; }) (d.outputs or [ "out" ]));
  })`;
  const expression = `let salt = "${randomUUID()}"; ${library} in ${describe} (rec { ${bindings} })`;
  const args = ["--eval", "--strict", "--json", "--read-write-mode", "-E", expression];
  const done = await nix("nix-instantiate", args);
  if (done.exitCode !== 0) throw new Error(done.stderr);
  const found = JSON.parse(done.stdout) as Record<string, Pick<Entry, "drvPath" | "system" | "outputs">>;
  return Object.entries(found).map(([name, derivation]) => ({
    attr: `packages.${derivation.system}.${name}`,
    organization: "test",
    name,
    ...derivation,
    meta: {},
  }));
}
