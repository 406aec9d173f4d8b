/** What shows, without starting a process, that nothing has changed since a part was last found good. */

import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const stampFile = join(root, ".local/setup.json");
export const partNames = ["dependencies", "nix", "compilers"];

/** What a builder of the sample gets; the same values stand in its lib/make-tool.nix, and a test holds them together. */
export const builderEnvironment = {
  PATH: "/usr/local/go/bin:/usr/lib/go/bin:/usr/local/cargo/bin:/usr/local/bin:/usr/bin:/bin",
  RUSTUP_HOME: "/usr/local/rustup",
};

/** No recipe of the sample calls `cc`: rustc links with it. */
export const compilerNames = ["rustc", "cc", "go", "node", "ruby"];

const observers = {
  dependencies: () => [
    process.platform,
    process.arch,
    identify(join(root, "package-lock.json")),
    identify(join(root, "node_modules/.package-lock.json")),
    identify(join(root, "node_modules/.bin/node")),
  ],
  nix: () => [
    process.getuid?.(),
    process.env.NIX_CONFIG,
    identify(findProgram("nix", process.env.PATH)),
    existsSync("/nix/store"),
  ],
  compilers: () => compilerNames.map((name) => identify(findProgram(name, builderEnvironment.PATH))),
};

/** One string a part; parts whose string is another than in the stamp are looked into. */
export function evidenceOf(part) {
  const folder = join(root, "scripts/setup");
  const own = readdirSync(folder).map((file) => identify(join(folder, file)));
  return JSON.stringify([own, observers[part]()]);
}

/** Part to evidence; empty when there is no stamp, or none that can be read. */
export function readStamp() {
  try {
    return Object(JSON.parse(readFileSync(stampFile, "utf8")));
  } catch {
    return {};
  }
}

/** The first executable file of that name, or undefined. */
export function findProgram(name, path = "") {
  const candidates = path.split(delimiter).filter((folder) => folder !== "");
  return candidates.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function identify(file) {
  if (file === undefined) return undefined;
  try {
    const { size, mtimeMs, ino } = statSync(file);
    return [file, size, mtimeMs, ino];
  } catch {
    return undefined;
  }
}
