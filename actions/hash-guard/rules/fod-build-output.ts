/** Fixed-output derivations that pin what a compiler or bundler made: nobody promises that it comes out the same again. */

import type { Remark } from "../finding.ts";
import { fixedOutputLines } from "../fixed-output.ts";
import type { NixFile } from "../nix-file.ts";
import type { NixRule } from "./rule.ts";

export const fodBuildOutput: NixRule = {
  code: "fod-build-output",
  summary: "A fixed-output derivation pins the output of a build.",
  help: [
    "A hash belongs to what was downloaded. Bundlers and compilers put times, paths and versions into what they make, so",
    "the hash of a `dist/` holds until one of them moves. Fetch the dependencies in the fixed-output derivation, build in",
    "an ordinary one.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const { text, start, end } of fixedOutputLines(file)) {
      const command = builds.exec(text)?.[1];
      if (command === undefined) continue;
      const what = `${JSON.stringify(command)} builds in a fixed-output derivation: its output need not come out the same`;
      const fix = "fetch the dependencies here, and build in a derivation without outputHash";
      yield { start, end, severity: "warning", what, fix };
    }
  },
};

const builds =
  /(?:^|&&|\|\||;|\bexec|\bnpx|\bcommand|\btime)\s*(?:[A-Z_]+=\S*\s+)*((?:npm|pnpm|yarn|bun|deno)(?: run| task)? build|(?:npx |deno run \S* )?(?:vite|webpack|rollup|esbuild|parcel|tsc|next|astro) build|cargo build|go build|make|cmake --build|ninja|mvn package|gradle build|esbuild|webpack|tsc)(?![\w-])/;
