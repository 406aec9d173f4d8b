/** Tools that a suite may need and the project does not install: left out with a printed line, or refused in CI. */

import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, test } from "@jest/globals";
import { hasProgram } from "../../infra/local/programs.ts";

/** False when the suite is to be left out: one line says so. Where nothing may be left out, it throws. */
export function hasTool(name: string, suite: string): boolean {
  return hasProgram(name, process.env) || leaveOut(suite, `${name} is not on PATH`);
}

/** The same for any other reason. */
export function leaveOut(suite: string, reason: string): false {
  const line = `left out: ${suite}: ${reason}`;
  if (process.env["NUR_CI_NOTHING_LEFT_OUT"] === "1") throw new Error(line);
  process.stderr.write(`${line}\n`);
  return false;
}

/** `describe`, or one that leaves out: `hasTool` or `leaveOut`, asked before, has said why. */
export function describeIf(isPossible: boolean): typeof describe | typeof describe.skip {
  return isPossible ? describe : describe.skip;
}

export function testIf(isPossible: boolean): typeof test | typeof test.skip {
  return isPossible ? test : test.skip;
}

/** PATH as it is, without this one program: what lies beside it is linked into the folder. */
export function pathWithout(name: string, folder: string): string {
  const path = (process.env["PATH"] ?? "").split(delimiter);
  const [having, others] = [
    path.filter((part) => existsSync(join(part, name))),
    path.filter((part) => !existsSync(join(part, name))),
  ];
  // Also one whose target is gone is there.
  const taken = new Set([name]);
  for (const part of having)
    for (const program of readdirSync(part)) {
      if (!taken.has(program)) symlinkSync(join(part, program), join(folder, program));
      taken.add(program);
    }
  return [folder, ...others].join(delimiter);
}
