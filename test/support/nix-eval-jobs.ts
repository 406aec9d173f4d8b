/**
 * A stand-in for nix-eval-jobs, which Debian does not have: real Nix does the work, the output is in the exact format of
 * nix-eval-jobs 2.33 (JSON lines: attr, attrPath, name, system, drvPath, outputs, extraValue, or error). It can misbehave as
 * the real one is known to: leave attributes out, end halfway through a line, be too old.
 */

import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../actions/lib/host/host.ts";

export type Misbehaviour = {
  /** Attribute names (the last of the path) that are not told. */
  readonly leavesOut?: readonly string[];
  /** Ends by a signal in the middle of its last line. */
  readonly dies?: boolean;
  /** Knows no `--apply`. */
  readonly old?: boolean;
  /** Tells nothing and never ends. */
  readonly hangs?: boolean;
  /** Follows a set that holds itself, and tells of it without end. */
  readonly circles?: boolean;
};

export type StandIn = {
  readonly environment: Environment;
  /** The command lines it was called with, `--help` left out. */
  calls(): readonly (readonly string[])[];
};

export function aNixEvalJobs(environment: Environment, misbehaviour: Misbehaviour = {}): StandIn {
  const folder = mkdtempSync(join(tmpdir(), "nix-eval-jobs-"));
  const log = join(folder, "calls");
  writeFileSync(log, "");
  const program = join(folder, "nix-eval-jobs");
  writeFileSync(join(folder, "program.mjs"), programText(log, misbehaviour));
  writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${join(folder, "program.mjs")} "$@"\n`);
  chmodSync(program, 0o755);
  return {
    environment: { ...environment, PATH: `${folder}:${environment["PATH"] ?? ""}` },
    calls: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as readonly string[]),
  };
}

function programText(log: string, { leavesOut = [], dies, old, hangs, circles }: Misbehaviour): string {
  return `
import { execFileSync } from "node:child_process";
import { appendFileSync, writeSync } from "node:fs";
const args = process.argv.slice(2);
const after = (name) => args[args.indexOf(name) + 1];
if (args.includes("--help")) {
  console.log("Usage: nix-eval-jobs options...\\n\\n  --force-recurse  force recursion" + (${old === true} ? "" : "\\n  --apply expr"));
  process.exit(0);
}
appendFileSync(${JSON.stringify(log)}, JSON.stringify(args) + "\\n");
if (${circles === true}) {
  const told = { type: "derivation", system: "x86_64-linux", drvPath: "/nix/store/x.drv", outputs: {} };
  for (let depth = 1; ; depth++) {
    const attrPath = Array.from({ length: depth }, () => "inside");
    writeSync(1, JSON.stringify({ attrPath, drvPath: told.drvPath, extraValue: told }) + "\\n");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
if (${hangs === true}) await new Promise((resolve) => setTimeout(resolve, 600000));
const forced = args.includes("--force-recurse");
const walk = \`root: let
  apply = \${after("--apply")};
  told = value: { inherit (value) name system drvPath; extraValue = apply value;
    outputs = builtins.listToAttrs (map (o: { name = o; value = value.\\\${o}.outPath; }) (value.outputs or [ "out" ])); };
  visit = path: value:
    let shallow = builtins.tryEval (builtins.isAttrs value); isJob = builtins.tryEval (value.type or null == "derivation"); in
    if !shallow.success then [ { attrPath = path; error = "error: cannot evaluate"; } ]
    else if !shallow.value then [ ]
    else if isJob.success && isJob.value then
      let json = builtins.tryEval (builtins.toJSON (told value)); in
      [ ({ attrPath = path; } // (if json.success then { inherit (json) value; } else { error = "error: cannot evaluate"; })) ]
    else if !(\${forced} || path == [ ] || (value.recurseForDerivations or false) == true) then [ ]
    else builtins.concatMap (name: visit (path ++ [ name ]) value.\\\${name}) (builtins.attrNames value);
in builtins.toJSON (visit [ ] root)\`;
const done = execFileSync("nix", ["--extra-experimental-features", "nix-command flakes", "eval", "--raw", "--no-eval-cache",
  "--no-write-lock-file", after("--flake"), "--apply", walk], { encoding: "utf8", maxBuffer: 1 << 28 });
const quoted = (name) => (name.includes(".") ? JSON.stringify(name) : name);
const lines = JSON.parse(done)
  .filter(({ attrPath }) => !${JSON.stringify(leavesOut)}.includes(attrPath.at(-1)))
  .map(({ attrPath, error, value }) => {
    const attr = attrPath.map(quoted).join(".");
    return JSON.stringify(error === undefined ? { attr, attrPath, ...JSON.parse(value) } : { attr, attrPath, error });
  });
if (${dies === true}) {
  writeSync(1, lines.join("\\n").slice(0, -40));
  process.kill(process.pid, "SIGKILL");
} else writeSync(1, lines.map((line) => line + "\\n").join(""));
`;
}
