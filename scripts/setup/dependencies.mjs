/** The packages of package-lock.json and Node 24 among them, by `npm ci` and nothing else. */

import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findProgram, root } from "./evidence.mjs";
import { run } from "./run.mjs";
import { startTask } from "./terminal.mjs";

const ownBin = join(root, "node_modules/.bin");
const mostLines = 12;
// The lines of loglevel http are counted, not shown: npm has no other progress without a terminal.
const npmArguments = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=http"];

/** Resolves to the problems that are left. */
export async function installDependencies() {
  const reason = findStaleDependency();
  if (reason === undefined) return [];
  const environment = npmEnvironment();
  const npm = findProgram("npm", environment.PATH);
  if (npm === undefined)
    return [problem("tool-missing", `${reason}, and npm is not on PATH`, "install npm, then run this again")];
  const task = startTask(`npm ci (${reason})`);
  let fetched = 0;
  const { ok, ended, lines } = await run(npm, npmArguments, {
    env: environment,
    cwd: root,
    timeoutSeconds: 900,
    onLine: (line) => {
      if (/http fetch GET 200 .*\.tgz/.test(line)) task.status(`${++fetched} packages fetched`);
    },
  });
  const count = Object.keys(readPackages("node_modules/.package-lock.json") ?? {}).length;
  task.end(ok ? `: ${count} packages` : " failed");
  if (ok) return [];
  // npm says the reason first, and ends with its usage.
  const output = lines.filter((line) => /^npm (error|ERR!) ?\S/.test(line)).slice(0, mostLines);
  return [
    { ...problem("install-failed", `npm ci ${ended}`, "mend what npm says, then run: npm ci"), output },
  ];
}

/** Resolves to a problem when Node 24 of node_modules does not run. */
export async function tryOwnNode() {
  const version = readPackages("package-lock.json")?.["node_modules/node"]?.version;
  const node = join(ownBin, "node");
  const rebuild = "npm rebuild node --ignore-scripts=false";
  if (!existsSync(node))
    return [problem("tool-missing", "node_modules has no Node: install scripts were off", `run: ${rebuild}`)];
  const { ok, ended, lines } = await run(node, ["--version"]);
  if (ok && lines[0] === `v${version}`) return [];
  const what = ok
    ? `node_modules/.bin/node is ${lines[0]}, not v${version}`
    : `node_modules/.bin/node ${ended}`;
  return [{ ...problem("tool-missing", what, `run: ${rebuild}`), output: ok ? [] : lines.slice(-mostLines) }];
}

/** Why `npm ci` has to run, or undefined. */
function findStaleDependency() {
  const wanted = readPackages("package-lock.json");
  const installed = readPackages("node_modules/.package-lock.json");
  if (installed === undefined) return "node_modules is missing";
  for (const [path, { version, integrity, optional, link }] of Object.entries(wanted ?? {})) {
    if (path === "" || link === true) continue;
    const found = installed[path];
    if (found === undefined && optional === true) continue;
    if (found === undefined || !existsSync(join(root, path))) return `${path} is missing`;
    if (found.version !== version) return `${path} is ${found.version}, not ${version}`;
    if (integrity !== undefined && found.integrity !== integrity)
      return `${path} is not what the lock file names`;
  }
  return undefined;
}

/** Without the very programs that npm is about to replace, and with a cache folder even where there is no home. */
function npmEnvironment() {
  const { PATH = "", HOME = "" } = process.env;
  const env = {
    ...process.env,
    PATH: PATH.split(delimiter)
      .filter((folder) => folder !== ownBin)
      .join(delimiter),
  };
  return isWritable(HOME) ? env : { ...env, npm_config_cache: join(root, ".local/npm") };
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function problem(code, what, fix) {
  return { code, where: "dependencies", what, fix };
}
