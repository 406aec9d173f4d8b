/** Closures as large as wanted, in seconds and without a build: text files of real Nix that refer to each other. */

import { randomUUID } from "node:crypto";
import type { Nix } from "../../actions/lib/nix/command.ts";

export type ClosureShape = {
  /** Besides the root, which refers to every one of them. */
  readonly paths: number;
  /** Of each; without it the sizes are mixed: most of 3 kB, some of 200 kB, few of 4 MB. */
  readonly bytes?: number;
  /** Given again, it names the same paths. Default: new ones. */
  readonly seed?: string;
};

/** The root. Text in hex, so that compressing halves it; every path refers to one before it, 1/4 as far from the start. */
export async function aClosure(nix: Nix, shape: ClosureShape): Promise<string> {
  const { paths, bytes, seed = randomUUID() } = shape;
  const size =
    bytes === undefined
      ? "(if builtins.bitAnd i 255 == 7 then 4000000 else if builtins.bitAnd i 15 == 3 then 200000 else 3000)"
      : String(bytes);
  const expression = `
    let
      text = i: builtins.concatStringsSep ""
        (builtins.genList (j: builtins.hashString "sha512" "${seed}-\${toString i}-\${toString j}") (${size} / 128 + 1));
      before = i: if i == 0 then "" else builtins.elemAt files ((i - 1) / 4);
      files = builtins.genList (i: builtins.toFile "nur-ci-closure-\${toString i}" (text i + before i)) ${paths};
    in builtins.toFile "nur-ci-closure-root" (builtins.concatStringsSep "\\n" files + "${seed}")`;
  const done = await nix("nix-instantiate", ["--eval", "--read-write-mode", "--expr", expression]);
  if (done.exitCode !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout) as string;
}
