/** `npm run bench -- NAME [ARGUMENT…]`: runs bench/NAME.ts in a process of its own. Without a name it lists what there is. */

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== basename(import.meta.filename))
  .map((file) => basename(file, ".ts"))
  .toSorted();
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  const wrong = name === undefined ? "" : `${JSON.stringify(name)} is no bench; `;
  console.error(`${wrong}npm run bench -- ${names.join("|")} [ARGUMENT…]`);
  process.exitCode = 2;
} else {
  const program = join(import.meta.dirname, `${name}.ts`);
  process.exitCode = spawnSync(process.execPath, [program, ...rest], { stdio: "inherit" }).status ?? 1;
}
