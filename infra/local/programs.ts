/** Whether a program is on PATH. It starts none. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export function hasProgram(
  name: string,
  { PATH = "" }: Readonly<Record<string, string | undefined>>,
): boolean {
  return PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
