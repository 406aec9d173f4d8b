/** For the actions of others that our workflows use: what they do on GitHub's servers, done in a folder of this machine. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pins } from "../../../workflows/pins.ts";

/** `owner/name@commit=FOLDER` for each of them, made below the folder. */
export function writeStandIns(outside: string): readonly string[] {
  const artifacts = JSON.stringify(join(outside, "artifacts"));
  const input = (name: string) => `process.env[${JSON.stringify(`INPUT_${name.toUpperCase()}`)}]`;
  const mains = {
    "install-nix": "",
    "upload-artifact": `cp(${input("path")}, join(${artifacts}, ${input("name")}, basename(${input("path")})));`,
    // By name an artifact is unpacked where it shall be, by a pattern each into a folder of its name.
    "download-artifact": `
const name = ${input("name")}, path = ${input("path")};
if (name) cp(join(${artifacts}, name), path, { recursive: true });
else for (const found of globSync(${input("pattern")}, { cwd: ${artifacts} })) cp(join(${artifacts}, found), join(path, found), { recursive: true });`,
  } as const;
  return Object.entries(mains).map(([name, main]) => {
    const folder = join(outside, name);
    const { action, sha } = pins[name as keyof typeof mains];
    mkdirSync(folder);
    writeFileSync(
      join(folder, "action.yml"),
      `name: ${name}\ndescription: stand-in\nruns:\n  using: node24\n  main: main.mjs\n`,
    );
    writeFileSync(
      join(folder, "main.mjs"),
      `import { cpSync as cp, globSync } from "node:fs";\nimport { basename, join } from "node:path";\n${main}\n`,
    );
    return `${action}@${sha}=${folder}`;
  });
}
