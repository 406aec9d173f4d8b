/** Small flakes for tests: no inputs, no nixpkgs, derivations whose builder is /bin/sh. */

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** `make name extra` is a derivation, `withMeta meta derivation` declares its meta. */
const prelude = `
    make = name: extra: derivation ({
      inherit name;
      system = "x86_64-linux";
      builder = "/bin/sh";
      args = [ "-c" "echo \${name} > $out" ];
    } // extra);
    withMeta = meta: derivation: derivation // { inherit meta; };
`;

/** A flake.nix whose outputs are the Nix expression `outputs`, on line 10 and after. */
export function flakeText(outputs: string): string {
  return `{\n  outputs = { self }: let${prelude}  in\n${outputs};\n}\n`;
}

/** A folder with the files given, by relative path. */
export function aFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-flake-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export function aFlake(outputs: string, files: Readonly<Record<string, string>> = {}): string {
  return aFolder({ ...files, "flake.nix": flakeText(outputs) });
}
