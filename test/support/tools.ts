/** Tools that a suite may need and the project does not install: left out with a printed line, or refused in CI. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** False when the suite is to be left out: one line says so. Where nothing may be left out, it throws. */
export function hasTool(name: string, suite: string): boolean {
  if (isOnPath(name)) return true;
  const line = `left out: ${suite}: ${name} is not on PATH`;
  if (process.env["NUR_CI_NOTHING_LEFT_OUT"] === "1") throw new Error(line);
  process.stderr.write(`${line}\n`);
  return false;
}

function isOnPath(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
