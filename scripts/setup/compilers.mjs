/** Whether the compilers of the sample run as its builder calls them: by its PATH alone, without the user's environment. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builderEnvironment, compilerNames, findProgram } from "./evidence.mjs";
import { run } from "./run.mjs";

const packagesOf = {
  rustc: ["rustc"],
  cc: ["gcc", "libc6-dev"],
  go: ["golang-go"],
  node: ["nodejs"],
  ruby: ["ruby"],
};

/** Resolves to `{ missing, problems }`; a problem is a program that is there and fails, which no package mends. */
export async function inspectCompilers() {
  // A home of its own, as a builder has: what keeps its toolchain at home (rustup) finds none, what writes there (go) may.
  const home = mkdtempSync(join(tmpdir(), "nur-ci-setup-"));
  const results = await Promise.all(compilerNames.map((name) => inspect(name, home)));
  rmSync(home, { recursive: true, force: true });
  return {
    missing: results.flatMap(({ missing }) => missing ?? []),
    problems: results.flatMap(({ problem }) => problem ?? []),
  };
}

async function inspect(name, home) {
  const program = findProgram(name, builderEnvironment.PATH);
  if (program === undefined) return { missing: { name, packages: packagesOf[name] } };
  const env = { ...builderEnvironment, HOME: home };
  const { ok, ended, lines } = await run(program, [name === "go" ? "version" : "--version"], { env });
  if (ok) return {};
  const what = `${program} ${ended} in the environment of a builder`;
  const fix = `make it run, or move it away: env -i PATH=/usr/bin:/bin ${program} --version`;
  return { problem: { code: "tool-missing", where: name, what, output: lines.slice(-4), fix } };
}
